"""比較: two to eight municipalities or groups side by side in a table and small bars."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from analysis.group_names import group_name
from dashboard import queries
from dashboard.runtime import place
from dashboard.shared import controls, finder, notes, plot, text, value_tables
from pages import profile as profiles
from pages.compare import charts
from pages.profile import Profile, Row

MOST_MEMBERS = 12  # of a group put together here
ACROSS = 3  # small charts side by side


def pick() -> list[Profile]:
    """Let the reader choose whom to compare (compare=…): codes of municipalities, and of groups as place.group_code joins them."""
    towns = queries.municipalities().set_index("lg_code", drop=False).rename_axis(None)
    names = finder.names()
    groups = {
        code: group_name(towns.loc[place.group_members(code)])
        for code in place.stated("compare")
        if _is_group(code, names)
    }
    codes = finder.pick_municipalities(
        "比べる市区町村・群（2〜8）", "compare", groups | names, most=controls.MOST_COMPARED
    )
    _pick_group(names, is_full=len(codes) >= controls.MOST_COMPARED)
    return [
        profiles.of_group(place.group_members(code)) if code in groups else profiles.of_municipality(code)
        for code in codes
    ]


def _is_group(code: str, names: dict[str, str]) -> bool:
    members = place.group_members(code)
    return len(members) > 1 and all(member in names for member in members)


def _pick_group(names: dict[str, str], is_full: bool) -> None:
    """Let the reader put a group together (members=…, as on the other pages) and set it beside the others."""
    with st.expander("群を加える", icon=":material/group_add:"):
        members = finder.pick_municipalities("群の構成団体（2〜12）", "members", names, most=MOST_MEMBERS)
        code = place.group_code(members)
        chosen = place.stated("compare")
        st.button(
            "この群を比較に加える",
            disabled=len(members) < 2 or is_full or code in chosen,
            on_click=place.choose_many,
            args=("compare", [*chosen, code]),
            key="add_group",
        )


def show(compared: list[Profile]) -> None:
    """The small bars by section, and the table with downloads."""
    names = names_of(compared)
    facts = rows_of(compared)
    st.caption(
        "棒の色は、値の向きからみて負担や課題が大きい側ほど濃い青です（全国の市区町村の4分の1ずつ）。"
        "灰色がかった棒は、向きのない指標か、全国の位置を示せない値です。群は1つの市区町村とみなした値（算出値）です。"
    )
    for line in _groups_ja(compared, names):
        st.caption(line)
    for title, items in profiles.SECTIONS.values():
        st.header(title, anchor=False)
        shown = [item for item in items if item in facts]
        for at in range(0, len(shown), ACROSS):
            for column, item in zip(st.columns(ACROSS), shown[at : at + ACROSS], strict=False):
                with column:
                    _small(item, names, facts[item])
    rows = table(compared)
    value_tables.table_with_downloads(
        rows,
        file_table=with_codes(rows, compared),
        title=f"比較_{'・'.join(names)}",
        source_ids=sources(compared),
        notes=[
            "群の値は、構成市区町村の合計、合計からの算出、または中央値（備考に記す）。",
            *_groups_ja(compared, names),
        ],
        key="compare",
        expanded=True,
    )
    notes.source_line(sources(compared))


def names_of(compared: list[Profile]) -> list[str]:
    """Names without prefectures, except where two would be the same; groups of one name by number too."""
    short = [profile.name if profile.kind == "group" else profile.name.split(" ")[-1] for profile in compared]
    return [
        name
        if short.count(name) == 1
        else f"{name}（{short[: at + 1].count(name)}）"
        if profile.kind == "group"
        else profile.name
        for at, (profile, name) in enumerate(zip(compared, short, strict=True))
    ]


def _groups_ja(compared: list[Profile], names: list[str]) -> list[str]:
    """Who is in each group."""
    towns = queries.municipalities().set_index("lg_code")["municipality_name"]
    return [
        f"{name}：{'・'.join(towns[profile.codes])}"
        for profile, name in zip(compared, names, strict=True)
        if profile.kind == "group"
    ]


def rows_of(compared: list[Profile]) -> dict[str, list[Row]]:
    """The rows of each fact that anyone has, one per place in order; one without it has a row without value."""
    own = [{row.item: row for row in profile.rows} for profile in compared]
    found = [item for item in profiles.ITEMS if any(item in rows for rows in own)]
    return {item: [rows.get(item) or _without(item, own) for rows in own] for item in found}


def table(compared: list[Profile]) -> pd.DataFrame:
    """One row per fact: unit, a column per place, kind, date and remark of each where they differ."""
    names = names_of(compared)
    rows = []
    for facts in rows_of(compared).values():
        known = [(name, row) for name, row in zip(names, facts, strict=True) if row.as_of_ja]
        rows.append(
            {
                "項目": facts[0].label,
                "単位": text.shown_unit(facts[0].unit),
                **{
                    name: text.printed(row.value, row.unit, row.digits)
                    for name, row in zip(names, facts, strict=True)
                },
                "値の種類": _once([(name, row.basis_ja) for name, row in known]),
                "時点": _once([(name, row.as_of_ja) for name, row in known]),
                "備考": _once([(name, _remark(row)) for name, row in known]),
            }
        )
    return pd.DataFrame(rows)


def with_codes(rows: pd.DataFrame, compared: list[Profile]) -> pd.DataFrame:
    """The table as files hold it: a first row with the codes of the places under their names, those of a group one after the other."""
    codes = {
        name: "・".join(profile.codes) for name, profile in zip(names_of(compared), compared, strict=True)
    }
    first = pd.DataFrame([{"項目": "団体コード", **codes}], columns=rows.columns)
    return pd.concat([first, rows.astype(object)], ignore_index=True)


def sources(compared: list[Profile]) -> list[str]:
    """Sources of all that is compared."""
    return sorted({source for profile in compared for source in profile.source_ids})


def _small(item: str, names: list[str], rows: list[Row]) -> None:
    st.markdown(f"**{rows[0].label}**")
    scaled = [text.shown(row.value, row.unit) for row in rows]
    values_ja = "、".join(f"{name} {row.value_ja}" for name, row in zip(names, rows, strict=True))
    plot.draw(charts.bars(names, rows, scaled), key=f"bars_{item}", alt=f"{rows[0].label}：{values_ja}")
    known = [(name, row) for name, row in zip(names, rows, strict=True) if row.as_of_ja]
    kinds = "・".join(dict.fromkeys(row.basis_ja for _, row in known))
    medians = medians_ja(names, rows)
    st.caption(
        f"{kinds}｜{_once([(name, row.when_ja) for name, row in known])}"
        + (f"  \n中央値：{medians}" if medians else "")
    )


def medians_ja(names: list[str], rows: list[Row]) -> str:
    """The medians of the nation, the prefectures and the similar ones of each place, each reference once; of what has another median
    for each place, with the place."""
    found: dict[str, dict[str, str]] = {}
    for name, row in zip(names, rows, strict=True):
        for mark in row.marks:
            if not mark.reference.startswith("性格が近い"):
                found.setdefault(mark.reference, {})[name] = mark.value_ja
    return "、".join(f"{reference} {_once(list(own.items()))}" for reference, own in found.items())


def _without(item: str, own: list[dict[str, Row]]) -> Row:
    """The row of a fact somebody else has."""
    other = next(rows[item] for rows in own if item in rows)
    return replace(
        other,
        value=float("nan"),
        value_ja=text.number(None, "", 0),
        as_of_ja="",
        note_ja="",
        place_ja="",
        percentile=float("nan"),
    )


def _remark(row: Row) -> str:
    """How a value was made; the words that stand for a missing one; the interval of an estimate."""
    is_in_words = pd.isna(row.value) or row.item == profiles.ESTIMATE
    return "・".join(part for part in (row.note_ja, row.value_ja if is_in_words else "") if part)


def _once(named: list[tuple[str, str]]) -> str:
    """What is the same of all places once, else of each with its name; nothing where there is nothing to say."""
    texts = {words for _, words in named}
    if len(texts) < 2:
        return next(iter(texts), "")
    return "、".join(f"{name}：{words}" for name, words in named if words)
