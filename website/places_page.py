"""市区町村の一覧: a way to every page without any script."""

from html import escape

from dashboard import queries
from website.layout import Page


def page() -> Page:
    towns = queries.municipalities()
    parts = []
    for prefecture in queries.prefectures().itertuples():
        own = towns[towns["prefecture_code"] == prefecture.prefecture_code]
        listed = "".join(
            f'<li><a href="profiles/{town.lg_code}.html">{escape(town.municipality_name)}</a>'
            for town in own.itertuples()
        )
        way = f'<a href="profiles/{prefecture.prefecture_code}.html">{escape(prefecture.prefecture_name)}</a>'
        parts.append(f"<h2>{way}</h2><ul class=towns>{listed}</ul>")
    body = f"<h1>市区町村の一覧</h1><p>{len(towns):,}市区町村と47都道府県のカルテです。</p>{''.join(parts)}"
    return Page("places.html", "市区町村の一覧", body)
