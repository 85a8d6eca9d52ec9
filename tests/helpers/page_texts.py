"""What a page shows, as text."""

import json
import zlib

import lxml.html
import pandas as pd
from streamlit.testing.v1 import AppTest


def texts(app: AppTest) -> str:
    """All that is written on the page, what is laid out as HTML included."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    parts += [*app.info, *app.warning, *app.error]
    return "\n".join([*(part.value for part in parts), *(part.proto.body for part in app.get("html"))])


def town_box(app: AppTest, name: str = "muni") -> dict:
    """What the box for a municipality, or for several, is told: value, text, chosen, preferred …"""
    box = next(one for one in app.get("bidi_component") if one.proto.id.endswith(f"-pick_{name}"))
    return json.loads(box.proto.json)


def chosen_towns(app: AppTest, name: str) -> list[str]:
    """The codes in a box for several municipalities."""
    return [code for code, _ in town_box(app, name)["chosen"]]


def told_map(app: AppTest) -> dict:
    """What the map on a page is told (choropleth.message)."""
    drawn = next(one for one in app.get("bidi_component") if one.proto.id.endswith("-map"))
    return json.loads(zlib.decompress(drawn.proto.bytes))


def shown_tables(app: AppTest) -> list[pd.DataFrame]:
    """All tables to be read on a page, as text or as grids."""
    return [*written_tables(app), *(grid.value for grid in app.dataframe)]


def written_tables(app: AppTest) -> list[pd.DataFrame]:
    """The short tables on a page (value_tables.written), as they are read: words, and numbers in columns of numbers."""
    bodies = [part.proto.body for part in app.get("html")]
    return [_read(lxml.html.fromstring(body).find(".//table")) for body in bodies if 'class="written' in body]


def _read(table: lxml.html.HtmlElement) -> pd.DataFrame:
    heads = list(table.iter("th"))
    read = pd.DataFrame(
        [[cell.text_content() for cell in row.findall("td")] for row in table.find("tbody")],
        columns=[head.text_content() for head in heads],
    )
    for at, head in enumerate(heads):
        if head.get("class") == "number":
            cells = read.iloc[:, at].str.replace(",", "")
            read.isetitem(at, pd.to_numeric(cells.where(cells != "")))
    return read
