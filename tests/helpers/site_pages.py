"""What stands in the files of a static site, read back as any reader of files would."""

import json
import re
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement


def page(file: Path) -> HtmlElement:
    return lxml.html.fromstring(file.read_text("utf-8"))


def select(root: HtmlElement, path: str) -> list[HtmlElement]:
    """The descendants that a path of tags, classes and ids leads to: 「table.figures tbody tr」, 「#mic_lg_codes」."""
    steps = []
    for step in path.split():
        tag, classes, ids = re.fullmatch(r"(\w*)(?:\.(\w+))?(?:#(\w+))?", step).groups()
        tests = f"[contains(concat(' ', @class, ' '), ' {classes} ')]" if classes else ""
        steps.append((tag or "*") + tests + (f"[@id='{ids}']" if ids else ""))
    return root.xpath(".//" + "//".join(steps))


def text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def figures(file: Path) -> dict[str, dict[str, str]]:
    """The rows of a profile's tables by their names: cells by heading."""
    found = {}
    for table in select(page(file), "table.figures"):
        heads = [text(one) for one in select(table, "thead th")]
        for row in select(table, "tbody tr"):
            cells = [text(one) for one in row]
            assert cells[0] not in found, f"{file.name}: two rows named {cells[0]}"
            found[cells[0]] = dict(zip(heads, cells, strict=True))
    return found


def sources(file: Path) -> list[str]:
    """Ids of the numbered sources of a page, in order."""
    return [link.get("href").partition("#")[2] for link in select(page(file), "ol.sources li a")]


def data(file: Path) -> object:
    """What a script of data sets."""
    return json.loads(file.read_text("utf-8").partition(" = ")[2].rstrip(";\n"))


def addresses(file: Path) -> list[tuple[str, str, str]]:
    """Every address a page names: tag, attribute, address."""
    return [
        (element.tag, name, element.get(name))
        for element in page(file).iter()
        if isinstance(element.tag, str)
        for name in ("href", "src", "srcset", "action", "poster", "data")
        if element.get(name) is not None
    ]
