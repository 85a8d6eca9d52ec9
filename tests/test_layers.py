"""Who may import whom: website → pages → dashboard → analysis → japan ← etl, etl → analysis, and pages → register → analysis."""

import ast
import graphlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATABASE_AND_MAPS = {"duckdb", "geopandas", "shapely"}
# Which packages a layer may not import.
FORBIDDEN = {
    "app.py": {"plotly", "pydeck", "etl", *DATABASE_AND_MAPS},
    "pages/*/page.py": {"plotly", "pydeck"},
    "pages/**/*.py": {"etl", "website", "sqlalchemy", *DATABASE_AND_MAPS},
    "pages/*/charts.py": {"streamlit"},
    "dashboard/**/*.py": {"pages", "etl", "website", "register", "sqlalchemy", "geopandas", "shapely"},
    "dashboard/shared/figures.py": {"streamlit", "duckdb"},
    "dashboard/shared/timeline.py": {"streamlit", "duckdb"},
    "dashboard/shared/theme.py": {"streamlit", "plotly", "duckdb"},
    "analysis/**/*.py": {"dashboard", "etl", "pages", "register", "streamlit", "duckdb", "plotly", "pydeck"},
    "japan/**/*.py": {
        "analysis",
        "dashboard",
        "etl",
        "pages",
        "streamlit",
        "duckdb",
        "plotly",
        "pydeck",
        "pandas",
        "numpy",
    },
    "etl/**/*.py": {"dashboard", "pages", "website", "register", "streamlit", "plotly", "pydeck"},
    "website/**/*.py": {"deploy", "register", "streamlit", "plotly", "pydeck", *DATABASE_AND_MAPS},
    "register/**/*.py": {"dashboard", "pages", "website", "etl", "streamlit", "duckdb", "plotly", "pydeck"},
    "register/[!_s]*.py": {"sqlalchemy", "psycopg"},  # without a register nothing of it is loaded
}
CASES = [
    pytest.param(path, banned, id=f"{path.relative_to(ROOT)} under {pattern}")
    for pattern, banned in FORBIDDEN.items()
    for path in sorted(ROOT.glob(pattern))
]
SOURCES = sorted(
    path
    for layer in ("website", "pages", "dashboard", "analysis", "japan", "etl", "register")
    for path in ROOT.glob(f"{layer}/**/*.py")
)
PATHS = {
    "write_text",
    "write_bytes",
    "unlink",
    "rename",
    "replace",
    "mkdir",
    "to_parquet",
    "to_csv",
    "touch",
    "rmdir",
    "rmtree",
    "copy2",
    "copyfile",
    "copytree",
    "TemporaryDirectory",
    "NamedTemporaryFile",
}


def imported(path: Path) -> set[str]:
    """Names of the packages a file imports, wherever in the file it does so."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the layer they reach for"
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(("path", "banned"), CASES)
def test_imports_stay_in_their_layer(path, banned):
    assert not imported(path) & banned


def modules_imported(path: Path) -> set[str]:
    """Modules and packages of ours that a file imports at its top level, by their dotted names."""
    named = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            named |= inside if inside <= set(MODULES) else {node.module, *inside}
    return named & set(MODULES)


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(path): path for path in SOURCES}


@pytest.mark.parametrize("path", sorted(ROOT.glob("website/*.py")), ids=dotted)
def test_the_site_asks_features_only_for_what_they_declare(path):
    assert {
        name for name in modules_imported(path) if name.startswith("pages.") and name.count(".") > 1
    } == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("pages/*/**/*.py")), ids=dotted)
def test_a_feature_asks_another_only_for_what_that_one_declares(path):
    own = f"pages.{path.relative_to(ROOT).parts[1]}"
    foreign = {
        name
        for name in modules_imported(path)
        if name.startswith("pages.") and not f"{name}.".startswith(f"{own}.")
    }
    assert {name for name in foreign if name.count(".") > 1} == set()


def test_no_module_imports_itself_by_way_of_others():
    graph = {name: modules_imported(path) - {name} for name, path in MODULES.items()}
    tuple(graphlib.TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


def test_every_layer_has_files_to_look_at():
    for pattern in FORBIDDEN:
        assert list(ROOT.glob(pattern)), pattern


def test_one_module_of_the_dashboard_opens_the_database():
    """And the program that answers a reader's own SQL, which runs apart."""
    opening = {path.name for path in ROOT.glob("dashboard/**/*.py") if "duckdb" in imported(path)}
    assert opening == {"db.py", "sandbox.py"}


TO_THE_KERNEL = {
    "OWN_SCORE.write_text('1000', 'ascii')"
}  # no file on disk: who goes first when memory is short


def writes(path: Path) -> set[str]:
    """Calls of a file that write to disk: methods of paths, `open` for writing."""
    found = set()
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    buffers = {
        ast.unparse(node.targets[0])
        for node in nodes
        if isinstance(node, ast.Assign) and ast.unparse(node.value) == "io.BytesIO()"
    }
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        to_memory = (name == "to_csv" and not node.args) or (
            name == "to_parquet" and {ast.unparse(one) for one in node.args} & buffers
        )
        of_text_or_table = name in {"replace", "rename"} and (len(node.args) != 1 or node.keywords)
        if name in PATHS and not to_memory and not of_text_or_table:
            found.add(ast.unparse(node)[:80])
        mode = node.args[1:2] if name == "open" and isinstance(node.func, ast.Name) else node.args[:1]
        if name == "open" and any(
            isinstance(arg, ast.Constant) and set(str(arg.value)) & set("wax+") for arg in mode
        ):
            found.add(ast.unparse(node)[:80])
    return found


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.parts[len(ROOT.parts)] not in ("etl", "register", "website")],
    ids=lambda path: path.name,
)
def test_only_the_etl_the_register_and_the_site_write_files(path):
    assert writes(path) <= TO_THE_KERNEL


def test_writing_is_recognised():
    assert writes(ROOT / "etl" / "outlines.py")
    assert writes(ROOT / "etl" / "snapshot.py")
    assert any("rmtree" in call for call in writes(ROOT / "etl" / "journal.py"))


def is_shared_cache(decorator: ast.expr) -> bool:
    return bool(re.search(r"\b(cache_data|cache_resource|cached|lru_cache|cache)\b", ast.unparse(decorator)))


def caches_of_files(path: Path) -> list[str]:
    """Functions of a file whose results all sessions share, and that are given bytes or an uploaded file."""
    return [
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(map(is_shared_cache, node.decorator_list))
        and any(
            one.annotation and re.search("bytes|Uploaded", ast.unparse(one.annotation))
            for one in (*node.args.args, *node.args.kwonlyargs)
        )
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_of_a_reader_is_held_for_all_sessions(path):
    assert caches_of_files(path) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_results_for_all_readers_share_one_budget(path):
    assert "st.cache_data" not in "".join(
        ast.unparse(decorator)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
    )


def test_a_shared_cache_of_files_is_recognised(tmp_path):
    module = tmp_path / "sections.py"
    module.write_text("@st.cache_data(max_entries=5)\ndef table_of(name: str, content: bytes): ...\n")
    assert caches_of_files(module) == ["table_of"]


def test_pages_lie_in_sections():
    """A script directly in pages/ would be picked up by Streamlit's own navigation."""
    assert not list(ROOT.glob("pages/*.py"))


def installed() -> set[str]:
    """Import names of what requirements.txt installs."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    names = {line.split("==")[0].lower().replace("-", "_") for line in lines}
    return (
        (names - {"pyyaml", "python_docx", "python_pptx", "fpdf2", "pillow", "markdown_it_py"})
        | {"yaml", "docx", "pptx", "fpdf", "PIL", "markdown_it"}
        | {"numpy", "pyproj", "pyogrio", "fontTools"}
    )  # what pandas, geopandas and fpdf2 bring along


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_what_is_installed_is_imported(path):
    own = {"website", "pages", "dashboard", "analysis", "japan", "etl", "register"}
    assert imported(path) <= installed() | set(sys.stdlib_module_names) | own


@pytest.mark.parametrize("path", sorted(ROOT.glob("dashboard/maps/*.py")), ids=dotted)
def test_maps_draw_what_they_are_given(path):
    """What a map shows is asked for by the page or the kit's national_map."""
    assert not {
        name for name in modules_imported(path) if name in {"dashboard.queries", "dashboard.runtime.db"}
    }
