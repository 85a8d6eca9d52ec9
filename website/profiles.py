"""The pages of municipalities and prefectures: plain HTML tables that need no script.

There are 1,788 of them, so what can be said once for all stands in code/site.css, and end tags that HTML does not need are left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from analysis import dates, prefecture_values
from dashboard import queries
from dashboard.maps.choropleth import Described
from dashboard.runtime.cache import cached
from dashboard.shared import metric_prefectures, municipality_card, national_map, text
from japan import names
from pages import profile as profiles
from pages.profile import Profile, Row
from website import layout
from website.layout import Page

TOPICS = ["staffing", "ageing", "finance", "outlook", "fact"]
FURTHER = "そのほかの指標と事実"
OF_MUNICIPALITY = (
    "順位は値の大きい順で、値のある団体の中でのものです。「母数n」など印のある値は、順位に入れません。"
)
OF_PREFECTURE = (
    "順位は値の大きい順で、47都道府県の中でのものです。中央値は市区町村のものです。値のない市区町村があって合計できない指標や、値のある"
    "市区町村が半分に満たない指標には、順位がありません。"
)
MARKS = ("n", "p", "t", "k")  # of the medians on a strip, by their order: assets/site.css draws them

Frame = dict[str, Any]  # one date in a file of values: etl/value_files.py
Series = dict[
    str, dict[str, list[str]]
]  # by municipality and metric (label and unit): its values, date by date


@dataclass(frozen=True)
class Line:
    """One figure of a place as it is read, in texts; an empty one where there is nothing to say.

    strip: the attributes of a table's cell in which assets/site.css draws where the value lies; None where the table has none.
    """

    label: str
    value: str
    strip: str | None
    ranks: tuple[str, ...]
    medians: tuple[str, ...]
    kind: str
    source_ids: list[str]


# --- municipalities -----------------------------------------------------------------------------------------------


def municipality(lg_code: str, series: Series) -> Page:
    """The page of a municipality. series: what it had at other dates. Raises KeyError for an unknown code."""
    town = queries.municipalities().set_index("lg_code").loc[lg_code]
    own = profiles.of_municipality(lg_code)
    inside = names.inside(town["prefecture_name"])
    references = ["全国", town["prefecture_name"], "類似団体", "性格の近い15団体"]
    headings = ["項目", "値", "全国での位置", f"{inside}順位", "全国順位"]
    headings += [f"<b class={mark}></b>{name}の中央値" for mark, name in zip(MARKS, references, strict=True)]
    where = (
        f'<a href="{lg_code[:2]}.html">{escape(town["prefecture_name"])}</a>｜団体コード {lg_code}｜'
        f'{escape(town["municipality_name_kana"])}｜<a href="../index.html#pref={lg_code[:2]}&amp;muni={lg_code}">地図で見る</a>'
    )
    note = f"{own.compared_ja}丸がこの団体、ほかの印の色は中央値の見出しの色です。{OF_MUNICIPALITY}"
    lines = _lines_of_municipality(lg_code, own)
    look = f'"figures town" style="--in:\'{inside}\'"'
    return _page(own, lg_code, where, note, headings, lines, look, _history(lg_code, series))


def _lines_of_municipality(lg_code: str, own: Profile) -> dict[str, Line]:
    """Its figures by metric: what the profile shows of it, and what the card of a municipality does."""
    of_profile = {row.item: row for row in own.rows}
    found = municipality_card.metric_rows(lg_code, TOPICS)
    shown = municipality_card.as_shown(found, "県内")
    lines = {}
    for row, (_, card) in zip(found.itertuples(), shown.iterrows(), strict=True):
        fact = of_profile.get(row.metric_id)
        is_interval = row.metric_id == profiles.ESTIMATE  # of no place
        lines[row.metric_id] = Line(
            label=card["指標"],
            value=fact.value_ja if fact else card["値"],
            strip=_strip(fact) if fact else "",
            ranks=("", "") if is_interval else (card["県内順位"], card["全国順位"]),
            medians=_medians(fact, 4) if fact and not is_interval else (card["中央値"], "", "", ""),
            kind=fact.kind_ja if fact else "・".join(part for part in (card["種類"], card["時点"]) if part),
            source_ids=list(row.sources),
        )
    return lines


def _strip(row: Row) -> str:
    """Where a value and the medians lie, 0 to 100; nothing where it has no place."""
    if pd.isna(row.percentile):
        return ""
    begin = profiles.worse_quarter(row.higher_is)
    look = "" if begin is None else " w" if begin else " b"
    places = [("o", row.percentile)]
    places += [(MARKS[mark.order], mark.percentile) for mark in row.marks if not pd.isna(mark.percentile)]
    return f' class="s{look}" style={";".join(f"--{name}:{place:.0f}" for name, place in places)}'


def _medians(row: Row, count: int) -> tuple[str, ...]:
    known = {mark.order: mark.value_ja for mark in row.marks}
    return tuple(known.get(order, "") for order in range(count))


def _history(lg_code: str, series: Series) -> str:
    """The values of all dates of those metrics that have several."""
    rows = [(escape(label), "、".join(values)) for label, values in series.get(lg_code, {}).items()]
    if not rows:
        return ""
    return "<h2>年ごとの値</h2>" + layout.table(["指標", "値"], rows, "history", "年ごとの値")


def series(frames_of: Callable[[str], list[Frame]]) -> Series:
    """What municipalities had of those metrics that have several dates. frames_of: the frames in a file of values of the map."""
    codes = queries.municipalities()["lg_code"].to_list()
    found: Series = {code: {} for code in codes}
    for metric_id, file in queries.value_files().items():
        described = national_map.described(metric_id)
        if described is None or len(described["frames"]) < 2:
            continue
        label = f"{described['label']}（{described['unit']}）" if described["unit"] else described["label"]
        for frame, words in zip(frames_of(file), described["frames"], strict=True):
            for code, value in zip(codes, _then(frame, described), strict=True):
                if value:
                    found[code].setdefault(label, []).append(f"{words['short']} {value}")
    return found


def _then(frame: Frame, described: Described) -> list[str]:
    """What every municipality had at a date, without the unit; nothing where that is not known."""
    shown = [
        f"{float(one):,.{described['digits']}f}" if one else "" for one in str(frame["values"]).split(",")
    ]
    for status, positions in frame["missing"].items():
        for at in positions:
            shown[at] = text.STATUS.get(status, "")
    for bound, positions in frame["below"].items():
        for at in positions:
            shown[at] = described["below"][bound]
    denominators = str(frame.get("denominator", "")).split(",")
    for marks, positions in frame["marks"].items():
        for at in positions:
            below = denominators[at] if len(denominators) == len(shown) else ""
            shown[at] += f"（{text.mark(marks, float(below) if below else None)}）"
    return shown


# --- prefectures --------------------------------------------------------------------------------------------------


def prefecture(prefecture_code: str) -> Page:
    """The page of a prefecture: its municipalities together. Raises KeyError for an unknown code."""
    own = profiles.of_prefecture(prefecture_code)
    inside = names.inside(own.name)
    headings = ["項目", "値", "順位", "全国の市区町村の中央値", f"{inside}の市区町村の中央値"]
    where = f'<a href="../index.html#pref={prefecture_code}">地図で見る</a>｜<a href="#towns">{inside}の市区町村</a>'
    towns = f"<h2 id=towns>{inside}の市区町村</h2>{_towns(prefecture_code, own.name)}"
    lines = _lines_of_prefecture(prefecture_code, own)
    look = f'"figures area" style="--in:\'{inside}\'"'
    return _page(own, prefecture_code, where, OF_PREFECTURE, headings, lines, look, towns)


def _lines_of_prefecture(prefecture_code: str, own: Profile) -> dict[str, Line]:
    of_profile = {row.item: row for row in own.rows}
    lines = {}
    for metric_id, (metric, together, placed) in _prefectures().items():
        fact = of_profile.get(metric_id)
        if fact:
            ranks = (fact.place_ja.removeprefix("都道府県 "),)
            kind = fact.kind_ja
            value, medians = fact.value_ja, _medians(fact, 2)
        else:
            row = together.loc[prefecture_code]
            ranks = ("" if pd.isna(row["rank"]) else f"{row['rank']:.0f} / {placed}",)
            value, kind = _of_prefecture(metric, row)
            medians = ("", "")
        lines[metric_id] = Line(
            metric["label_ja"], value, None, ranks, medians, kind, list(metric["sources"])
        )
    return lines


def _of_prefecture(metric: pd.Series, row: pd.Series) -> tuple[str, str]:
    """Value, and of what kind, when and how it is made."""
    remark = metric_prefectures.remark(metric, row.to_dict())
    value = text.number(row["value"], metric["unit"], int(metric["digits"]))
    if pd.notna(row["highest"]):
        value, remark = remark, ""
    basis = text.BASIS["estimated" if metric["basis"] == "estimated" else "derived"]
    parts = (basis, dates.short({**metric, **row}), metric_prefectures.how_made(metric, row["how"]), remark)
    covered = f"{row['members']:,}団体のうち{row['covered']:,}団体"
    return (value, "・".join(part for part in (*parts, covered) if part)) if row["covered"] else (value, "")


@cached
def _prefectures() -> dict[str, tuple[pd.Series, pd.DataFrame, int]]:
    """By metric: the metric, its prefectures (as analysis.prefecture_values, by code, rank 1 the highest value), how many are ranked."""
    found = {}
    for _, metric in queries.offered_metrics().iterrows():
        by_size = pd.concat([metric.drop("higher_is"), pd.Series({"higher_is": "neither"})])
        together = prefecture_values.together(by_size, queries.metric_values(metric["metric_id"]))
        found[metric["metric_id"]] = (
            metric,
            together.set_index("prefecture_code"),
            int(together["rank"].count()),
        )
    return found


def _towns(prefecture_code: str, name: str) -> str:
    """Every municipality of a prefecture with a way to its page."""
    towns = queries.municipalities()
    own = towns[towns["prefecture_code"] == prefecture_code]
    rows = [
        (
            f'<a href="{row.lg_code}.html">{escape(row.municipality_name)}</a>',
            text.MUNICIPALITY_TYPES[row.municipality_type],
            text.number(row.population, "人", 0),
            text.number(row.area_km2, "km²", 2),
        )
        for row in own.itertuples()
    ]
    when = f"人口は{text.japanese_date(own['population_as_of'].max())}現在、面積は{text.japanese_date(own['area_as_of'].max())}現在"
    return layout.table(
        ["市区町村", "種類", "人口", "面積"], rows, "towns", f"{name}の市区町村（{when}、公表値）"
    )


# --- both ---------------------------------------------------------------------------------------------------------


def _page(
    own: Profile,
    code: str,
    where: str,
    note: str,
    headings: Sequence[str],
    lines: dict[str, Line],
    look: str,
    after: str,
) -> Page:
    """where: HTML of the code and ways on. note: how the tables are read. headings: before 種類・時点 and 出典. look: class (and style) of the
    tables. after: HTML."""
    told = own.sentences
    sections = _sections(lines)
    source_ids = _source_ids(sections, own)
    numbers = {source_id: at for at, source_id in enumerate(source_ids, 1)}
    tables = "".join(
        f"<h2>{title}</h2>"
        + layout.table(
            [*headings, "種類・時点", "出典"], [_cells(line, numbers) for line in found], look, title
        )
        for title, found in sections.items()
    )
    body = [
        _head(own, where, told),
        profiles.plain_charts(own.series),
        f"<p class=note>{escape(note)}",
        tables,
        after,
        f"<h2>出典</h2>{layout.sources_list(source_ids, '../')}",
    ]
    return Page(f"profiles/{code}.html", f"{own.name}　自治体カルテ", "\n".join(body))


def _sections(lines: dict[str, Line]) -> dict[str, list[Line]]:
    """The lines under the titles of a profile, and those of no title at the end."""
    titled = {title: [item for item in items if item in lines] for title, items in profiles.SECTIONS.values()}
    told = {item for items in titled.values() for item in items}
    titled[FURTHER] = [item for item in lines if item not in told]
    return {title: [lines[item] for item in items] for title, items in titled.items() if items}


def _source_ids(sections: dict[str, list[Line]], own: Profile) -> list[str]:
    """In the order in which the page refers to them, then those of its sentences and charts."""
    of_lines = (source for lines in sections.values() for line in lines for source in line.source_ids)
    held = set(queries.sources()["source_id"])
    return [one for one in dict.fromkeys([*of_lines, *own.source_ids]) if one in held]


def _head(own: Profile, where: str, told: Sequence[str]) -> str:
    """Who it is, and what stands out."""
    about = "".join(f"<p class=note>{escape(line)}" for line in own.about)
    sentences = "".join(f"<p>{escape(one)}" for one in told)
    unknown = f"<p class=note>{escape(own.unknown)}" if own.unknown else ""
    return f"<h1>{escape(own.name)}</h1><p class=note>{where}{about}<section class=told aria-label=目立つ点>{sentences}{unknown}</section>"


def _cells(line: Line, numbers: dict[str, int]) -> list[layout.Cell]:
    """A row of a table: HTML of its cells."""
    refs = "".join(
        f"<a href=#s{numbers[one]}>{numbers[one]}</a>" for one in line.source_ids if one in numbers
    )
    strip = [] if line.strip is None else [layout.Cell("", line.strip)]
    texts = [line.label, line.value], [*line.ranks, *line.medians, line.kind]
    before, behind = ([layout.Cell(escape(one)) for one in part] for part in texts)
    return [*before, *strip, *behind, layout.Cell(refs)]
