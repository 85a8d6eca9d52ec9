"""Modules as functions of one classic script."""

import json
import re
from pathlib import Path

import pytest

from website import scripts

STATIC = Path(__file__).parents[2] / "static"
LOADED = re.compile(r"import\(new URL\(`(\w+)\.js|'(choropleth_\w+|parts)'")
NOT_OFFERED = {
    "picture_dialog",
    "choropleth_picture",
    "picture",
}  # pictures to take away: their button is hidden outside of Streamlit


def test_what_a_module_exports_is_returned():
    module = "export const ONE = 1;\nexport class Two {}\nexport async function three() {}\nconst four = 4;\nexport { four };\nexport default function () {}\n"
    body = scripts.function(module)
    assert "export" not in body.replace("exported", "")
    assert body.endswith("return { ONE, Two, three, four, default: exported };\n")
    assert "const exported = function () {}" in body


def test_imports_and_the_own_address_are_asked_of_the_page():
    body = scripts.function("const { A } = await import(new URL(`parts.js`, import.meta.url));\n")
    assert "await module.load(new URL(`parts.js`, module.url))" in body


@pytest.mark.parametrize(
    "left",
    ["import { a } from './a.js';", "export * from './a.js';", "export let a = 1;", "import.meta.env;"],
)
def test_what_would_not_start_as_a_classic_script_is_refused(left):
    with pytest.raises(scripts.NotUnderstood):
        scripts.function(f"const b = 1;\n{left}\n")


@pytest.mark.parametrize("name", scripts.MODULES)
def test_whatever_a_module_loads_is_there(name):
    loaded = {
        one for pair in LOADED.findall((STATIC / f"{name}.js").read_text("utf-8")) for one in pair if one
    }
    assert loaded - NOT_OFFERED <= set(scripts.MODULES)


def test_data_are_set_under_their_name():
    script = scripts.data("a.json", {"甲": [1, None]})
    assert script.startswith('(window.gunmane ??= { files: {} }).files["a.json"] = ')
    assert json.loads(script.partition(" = ")[2].rstrip(";\n")) == {"甲": [1, None]}
