"""The whole site, file by file.

    index.html  places.html  sources.html     the map, the list of municipalities, the sources
    profiles/<code>.html                      a municipality (six digits) or a prefecture (two)
    code/                                     style sheet, icon, scripts: the dashboard's map and search box among them
    data/                                     outlines and values of metrics as scripts, what the map and the search box are told
    site.json                                 that this is a site of ours, and of which database

Nothing but the database and the code decides a byte: two sites of one database are equal.
"""

import json
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from dashboard import queries
from dashboard.runtime.component import STATIC
from dashboard.shared.product import ICON
from etl.problems import BadInput
from etl.progress import Progress
from pages import profile
from website import folder, layout, map_page, places_page, profiles, scripts, sources_page
from website.layout import Page

ASSETS = Path(__file__).with_name("assets")
LIBRARY = "maplibre-gl.js"

File = tuple[str, bytes]  # name below the top of the site, content


@dataclass(frozen=True)
class Written:
    """files: how many; size: bytes of all of them."""

    files: int
    size: int


def write(
    target: Path, static: Path, progress: Progress, prefectures: Collection[str] | None = None
) -> Written:
    """Write the site of the database in use; what lies at `target` is replaced when the new one is whole.

    static: the folder of the browser's files that the database names. prefectures: codes of those whose profiles are written, all when left
    out; links to others lead nowhere then. Raises BadInput as folder.replacing, and where a file is missing.
    """
    sizes = []
    with folder.replacing(target) as new:
        for name in ("code", "data", "profiles"):
            (new / name).mkdir()
        for name, content in chain(_shared(static, progress), _profiles(static, prefectures, progress)):
            (new / name).write_bytes(content)
            sizes.append(len(content))
    return Written(len(sizes), sum(sizes))


def _shared(static: Path, progress: Progress) -> Iterator[File]:
    """All but the profiles."""
    made = _makers(static)
    progress.step("地図と出典", len(made))
    for name, make in made.items():
        progress.advance(name)
        yield name, make()


def _makers(static: Path) -> dict[str, Callable[[], bytes]]:
    return {
        folder.MARK: lambda: folder.mark(built_at=f"{queries.built_at():%Y-%m-%dT%H:%M:%S+09:00}"),
        "index.html": partial(_written, map_page.page),
        "places.html": partial(_written, places_page.page),
        "sources.html": partial(_written, sources_page.page),
        **{f"code/{name}": (ASSETS / name).read_bytes for name in ("files.js", "page.js", "map.js")},
        "code/site.css": lambda: (ASSETS / "site.css").read_bytes() + _inside_style(profile.STYLE).encode(),
        "code/icon.svg": Path(ICON).read_bytes,
        "code/components.js": lambda: scripts.code(STATIC).encode(),
        f"code/{LIBRARY}": partial(_of_browser, static, LIBRARY),
        "data/map.js": lambda: scripts.data("map", map_page.told()).encode(),
        "data/finder.js": lambda: scripts.data("finder", map_page.search()).encode(),
        **{f"data/{Path(name).stem}.js": partial(_data, static, name) for name in _named()},
    }


def _profiles(static: Path, codes: Collection[str] | None, progress: Progress) -> Iterator[File]:
    """The pages of prefectures and their municipalities, made by as many processes as there are cores."""
    prefectures = queries.prefectures()
    if codes is not None:
        prefectures = prefectures[prefectures["prefecture_code"].isin(codes)]
    progress.step("カルテ", len(prefectures))
    # Fresh processes: a copy of this one would hold a database that belongs to it.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        made = pool.map(partial(profiles_of, static), prefectures["prefecture_code"])
        for name, files in zip(prefectures["prefecture_name"], made, strict=True):
            progress.advance(name)
            yield from files


def profiles_of(static: Path, prefecture_code: str) -> list[File]:
    """The pages of a prefecture and of its municipalities."""
    towns = queries.municipalities()
    codes = towns.loc[towns["prefecture_code"] == prefecture_code, "lg_code"]
    pages = [
        profiles.prefecture(prefecture_code),
        *(profiles.municipality(code, _series(static)) for code in codes),
    ]
    return [(page.file, layout.whole(page, layout.edition())) for page in pages]


@cache
def _series(static: Path) -> profiles.Series:
    return profiles.series(lambda name: json.loads(_of_browser(static, name))["frames"])


def _written(page: Callable[[], Page]) -> bytes:
    return layout.whole(page(), layout.edition())


def _named() -> list[str]:
    """Names of the files in static/ that the database says the map needs."""
    return sorted({queries.outline_file(), queries.area_file(), *queries.value_files().values()})


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
