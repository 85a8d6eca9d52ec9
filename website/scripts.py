"""The browser's code and data as classic scripts.

A page opened from a folder (file://) may load no module and fetch no file; a script it may. So the modules of static/ become functions
of one script, and each file of data a script that sets `gunmane.files[<name>]`. The code is the dashboard's own, letter by letter: what
its modules call `import` and `fetch` is given to them by assets/files.js.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

# The map with what it imports, and the search box with what it imports.
MODULES = (
    "parts",
    "choropleth",
    "choropleth_areas",
    "choropleth_labels",
    "choropleth_legend",
    "choropleth_live",
    "choropleth_own",
    "choropleth_pane",
    "choropleth_still",
    "choropleth_strip",
    "choropleth_style",
    "choropleth_values",
    "finder",
    "matching",
)
STYLES = ("choropleth",)
_DECLARED = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_LISTED = re.compile(r"^export \{ ([\w, ]+) \};$", re.MULTILINE)
_DEFAULT = re.compile(r"^export default (?=function \()", re.MULTILINE)
_IMPORT = re.compile(r"\bimport(?=\()")
_OF_MODULES_ONLY = re.compile(r"^\s*(?:import|export)\b.*|.*\bimport\s*[.(].*", re.MULTILINE)
_DATA = "(window.gunmane ??= { files: {} }).files[{name}] = {content};\n"


class NotUnderstood(Exception):
    """A module exports or imports in a way that is not translated here."""


def code(static: Path) -> str:
    """The modules and style sheets of static/ as one classic script, to be loaded after assets/files.js."""
    modules = ",\n".join(
        f"{json.dumps(f'{name}.js')}: async (module, fetch) => {{\n{function(_text(static / f'{name}.js'))}}}"
        for name in MODULES
    )
    styles = "".join(data(f"{name}.css", _text(static / f"{name}.css")) for name in STYLES)
    return f"{styles}gunmane.modules = {{\n{modules},\n}};\n"


def function(module: str) -> str:
    """The body of an async function that does what a module does, and returns what it exports.

    Raises NotUnderstood where something of a module is left: a classic script would not even start.
    """
    names = [name for _, name in _DECLARED.findall(module)]
    names += [name for listed in _LISTED.findall(module) for name in listed.split(", ")]
    body = _LISTED.sub("", _DECLARED.sub(r"\1 \2", module))
    if _DEFAULT.search(body):
        names.append("default: exported")
        body = _DEFAULT.sub("const exported = ", body)
    body = _IMPORT.sub("module.load", body.replace("import.meta.url", "module.url"))
    if left := _OF_MODULES_ONLY.search(body):
        raise NotUnderstood(left[0].strip())
    return f"'use strict';\n{body.rstrip()}\nreturn {{ {', '.join(names)} }};\n"


def data(name: str, content: object) -> str:
    """A script that sets `gunmane.files[name]`. content: anything JSON holds."""
    return assigned(name, json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def assigned(name: str, content: str) -> str:
    """As `data`, of what is JSON already."""
    return _DATA.replace("{name}", json.dumps(name)).replace("{content}", content)


def needed(files: Iterable[str], here: str = "") -> str:
    """Tags that load scripts in this order once the page is read. here: the way to the top of the site."""
    return "".join(f'<script defer src="{here}{file}"></script>\n' for file in files)


def _text(file: Path) -> str:
    return file.read_text("utf-8")
