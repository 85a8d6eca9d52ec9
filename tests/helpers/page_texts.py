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


def written_tables(app: AppTest) -> list[pd.DataFrame]:
    """The short tables of words on a page (value_tables.written), as they are read."""
    bodies = [part.proto.body for part in app.get("html")]
    tables = [lxml.html.fromstring(body).find(".//table") for body in bodies if 'class="written' in body]
    return [
        pd.DataFrame(
            [[cell.text_content() for cell in row.findall("td")] for row in table.find("tbody")],
            columns=[head.text_content() for head in table.iter("th")],
        )
        for table in tables
    ]
