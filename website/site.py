"""The whole site, file by file.

    index.html  places.html  sources.html     the map, the list of municipalities, the sources
    profiles/<code>.html                      a municipality (six digits) or a prefecture (two)
    code/                                     style sheet, icon, scripts: the dashboard's map and search box among them
    data/                                     outlines and values of metrics as scripts, what the map and the search box are told
    site.json                                 that this is a site of ours, and of which database

Nothing but the database and the code decides a byte: two sites of one database are equal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dashboard import queries
from dashboard.shared.product import ICON
from etl.problems import BadInput
from etl.progress import Progress
from pages import profile
from website import folder, layout, map_page, places_page, profiles, scripts, sources_page
from website.layout import Page

ASSETS = Path(__file__).with_name("assets")
LIBRARY = "maplibre-gl.js"

Files = dict[str, Callable[[], bytes]]  # by name below the top of the site: what makes the content


@dataclass(frozen=True)
class Written:
    """files: how many; size: bytes of all of them."""

    files: int
    size: int


def write(target: Path, static: Path, progress: Progress) -> Written:
    """Write the site of the database in use; what lies at `target` is replaced when the new one is whole.

    static: the folder of the browser's files that the database names. Raises BadInput as folder.replacing, and where a file is missing.
    """
    files = size = 0
    with folder.replacing(target) as new:
        for step_ja, wanted in (("地図", _shared(static)), ("カルテ", _profiles())):
            progress.step(step_ja, len(wanted))
            for name, make in wanted.items():
                progress.advance(name)
                content = make()
                path = new / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
                files, size = files + 1, size + len(content)
    return Written(files, size)


def _shared(static: Path) -> Files:
    """All but the profiles."""
    return {
        folder.MARK: lambda: folder.mark(built_at=f"{queries.built_at():%Y-%m-%dT%H:%M:%S+09:00}"),
        "index.html": partial(_written, map_page.page),
        "places.html": partial(_written, places_page.page),
        "sources.html": partial(_written, sources_page.page),
        **{f"code/{name}": (ASSETS / name).read_bytes for name in ("files.js", "page.js", "map.js")},
        "code/site.css": lambda: (ASSETS / "site.css").read_bytes() + _inside_style(profile.STYLE).encode(),
        "code/icon.svg": Path(ICON).read_bytes,
        "code/components.js": lambda: scripts.code(static).encode(),
        f"code/{LIBRARY}": partial(_of_browser, static, LIBRARY),
        "data/map.js": lambda: scripts.data("map", map_page.told()).encode(),
        "data/finder.js": lambda: scripts.data("finder", map_page.search()).encode(),
        **{f"data/{Path(name).stem}.js": partial(_data, static, name) for name in _named()},
    }


def _profiles() -> Files:
    codes = queries.municipalities()["lg_code"].to_list()
    prefectures = queries.prefectures()["prefecture_code"].to_list()
    return {
        **{f"profiles/{code}.html": partial(_written, partial(profiles.prefecture, code)) for code in prefectures},
        **{f"profiles/{code}.html": partial(_written, partial(profiles.municipality, code)) for code in codes},
    }


def _written(page: Callable[[], Page]) -> bytes:
    return layout.whole(page(), layout.edition())


def _named() -> list[str]:
    """Names of the files in static/ that the database says the map needs."""
    outlines = queries.outline_files()
    return sorted(
        {outlines["municipalities"], outlines["prefectures"], queries.area_file(), *queries.value_files().values()}
    )


def _data(static: Path, name: str) -> bytes:
    return scripts.assigned(name, _of_browser(static, name).decode()).encode()


def _of_browser(static: Path, name: str) -> bytes:
    try:
        return (static / name).read_bytes()
    except OSError as error:
        raise BadInput(
            f"{static / name}：データベースが使う {name} がありません。python -m etl build で作り直してください。"
        ) from error


def _inside_style(html: str) -> str:
    return html.replace("<style>", "").replace("</style>", "").strip() + "\n"
