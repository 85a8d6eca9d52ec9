"""What stands in the files of a static site, read back as any reader of files would."""

import json
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement


def page(file: Path) -> HtmlElement:
    return lxml.html.fromstring(file.read_text("utf-8"))


def text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def figures(file: Path) -> dict[str, dict[str, str]]:
    """The rows of a profile's tables by their names: cells by heading."""
    found = {}
    for table in page(file).cssselect("table.figures"):
        heads = [text(one) for one in table.cssselect("thead th")]
        for row in table.cssselect("tbody tr"):
            cells = [text(one) for one in row]
            assert cells[0] not in found, f"{file.name}: two rows named {cells[0]}"
            found[cells[0]] = dict(zip(heads, cells, strict=True))
    return found


def sources(file: Path) -> list[str]:
    """Ids of the numbered sources of a page, in order."""
    return [link.get("href").partition("#")[2] for link in page(file).cssselect("ol.sources li > a")]


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
