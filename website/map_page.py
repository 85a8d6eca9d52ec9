"""地図: the start page, and what its map and its search box are told."""

import base64
from html import escape

import pandas as pd

from dashboard import queries
from dashboard.maps import metric_map
from dashboard.maps.choropleth import HTML, MapView, message
from dashboard.runtime.component import READING, packed
from dashboard.shared import finder, national_map, notes
from website import layout
from website.layout import Page

# Shown as buttons above the map; the first is shown first. All others stand in a list.
MAIN = (
    "bridges_per_100_general_staff",
    "general_admin_staff_per_1000_residents",
    "bridge_action_needed_share",
    "water_pipe_overage_share",
    "population_2050_index",
)
HEIGHT = 640
BOX = {
    "label": "市区町村・都道府県・指標を探す",
    "placeholder": "市区町村・指標をさがす",
    "shortcut": "（Ctrl+K）",
    "hint": f"市区町村・都道府県・指標を探せます。市区町村は、{finder.WAYS}",
    "kinds": [*finder.PLACES, "prefecture", "metric"],
    "preferred": "",
    "value": "",
    "text": "",
    "isPicker": False,
}


def page() -> Page:
    prefectures = queries.prefectures()
    options = "".join(
        f'<option value="{one.prefecture_code}">{escape(one.prefecture_name)}'
        for one in prefectures.itertuples()
    )
    ways = "　".join(
        f'<a href="profiles/{one.prefecture_code}.html">{escape(one.prefecture_name)}</a>'
        for one in prefectures.itertuples()
    )
    body = f"""<h1>全国の地図</h1>
<p>指標と年を選ぶと、全国{len(queries.municipalities()):,}市区町村の地図が塗り変わります。市区町村を押すと、その団体のカルテが開きます。</p>
<noscript><p class=told>地図と検索は、ブラウザのスクリプトを使います。カルテは<a href="places.html">市区町村の一覧</a>から、スクリプトなしで読めます。</p></noscript>
<p class=choice><label for=prefecture>都道府県</label> <select id=prefecture><option value="">全国{options}</select> <a id=profile hidden></a></p>
<div id=map></div>
<section id=shown aria-label=地図と同じ数値></section>
<h2>都道府県のカルテ</h2>
<p>{ways}</p>"""
    return Page("index.html", "全国の地図", body, scripts())


def scripts() -> list[str]:
    """What the map is drawn with, in the order in which it is loaded."""
    outlines = f"data/{queries.outline_file().removesuffix('.json')}.js"
    return ["code/maplibre-gl.js", "data/map.js", outlines, "code/map.js"]


def told() -> dict[str, object]:
    """What assets/map.js knows: the message to the map, the views of the prefectures, what is said of each metric below the map."""
    offered = queries.offered_metrics()
    held = offered.loc[offered["municipalities_covered"] > 0, "metric_id"]
    main = [one for one in MAIN if one in set(held)]
    content = national_map.metrics(main[0], [*main, *(one for one in held if one not in main)], len(main))
    return {
        "html": HTML.replace("READING", READING),
        "message": message(national_map.outlines(), content, MapView(height=HEIGHT), follows=True),
        "prefectures": {
            one["prefecture_code"]: {"name": one["prefecture_name"], "bounds": metric_map.view(one)}
            for _, one in queries.prefectures().iterrows()
        },
        "metrics": {one["metric_id"]: _about(one) for _, one in offered.iterrows()},
    }


def _about(metric: pd.Series) -> dict[str, object]:
    """Why it matters, how it is worked out, what it leaves out, its sources."""
    is_estimate = metric["basis"] == "estimated"
    return {
        "why": metric["why_it_matters_ja"],
        "formula": ""
        if metric["kind"] == "level"
        else f"{metric['numerator_ja']} ÷ {metric['denominator_ja']}",
        "caveats": [*([notes.OF_SIZE] if is_estimate else []), *metric["caveats_ja"]],
        "sources": layout.sources_list(queries.sources(list(metric["sources"]))["source_id"].to_list(), ""),
    }


def search() -> dict[str, str]:
    """The search box and its index, packed as static/finder.js takes it, in letters."""
    metrics = [
        ["metric", one.metric_id, one.label_ja, "", "地図"]
        for one in queries.offered_metrics().itertuples()
        if one.municipalities_covered > 0
    ]
    index = packed({"box": BOX, **finder.places(), "others": metrics})
    return {"html": finder.HTML, "packed": base64.b64encode(index).decode()}
