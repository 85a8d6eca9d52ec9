"""Candidate partners of one municipality: weights, ranking, map, comparison of two, and the way to the groups."""

from collections.abc import Hashable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from analysis import chances, dates, partners, ways
from dashboard import queries
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import controls, finder, notes, plot, prose, text, value_tables
from pages.partners import arcs, charts, mutual
from pages.partners import queries as own_queries
from pages.partners.charts import PARTS_JA

SHOWN, CARDS = 20, 3
COUNTED, AMONG_FIRST = 30, 5  # as in the table partner_candidates
MOST_IN_GROUP = 11
LETTERS = dict(
    zip("pfelco", partners.PARTS, strict=True)
)  # a weight in the URL: letter of the part, then percent
DEFAULTS = {name: round(weight * 100) for name, weight in partners.DEFAULT_WEIGHTS.items()}
NOTES = [
    "順位・点・安定度は算出値。公開データからの提案で、優劣や連携の適否の判定ではない。",
    "道のり（概算）は、役所から市区町村の境界を通って相手の役所までの最短の長さで、実際の道路より短い。安定度は、重みを変えた500回のうち上位5位に入った割合（上位30候補の中で数える）。",
]
PART_NOTES = {
    "proximity": "役所間の道のり（概算）、隣接、海をまたぐ橋",
    "functional_ties": "気象の区域、二次医療圏（非公式）、通勤圏、共通する近い相手",
    "existing_ties": "同じ都道府県、同じ郡、同じ振興局（北海道）",
    "facility_likeness": "立場、橋梁の数、道路の長さ、要対応の割合",
    "capacity": "どちらかに施設の量に対する職員、技術職員（推計を含む）がいるか",
    "finance_outlook": "財政力指数、2050年の人口指数",
}
COMPARED = [
    "population",
    "population_65_share",
    "population_2050_index",
    "road_km",
    "bridges_managed",
    "bridge_action_needed_share",
    "water_pipe_overage_share",
    "general_admin_staff",
    "technical_staff",
    "civil_engineers",
    "technical_staff_zero_probability",
    "bridges_per_100_general_staff",
    "construction_establishments",
    "construction_establishments_per_100_bridges",
    "fiscal_strength_index",
    "current_balance_ratio",
    "real_debt_service_ratio",
    "public_works_expenditure_per_resident",
]
YES_NO = {True: "はい", False: "いいえ"}


def invite(prefecture: pd.Series | None) -> None:
    """What to do first, and what comes then."""
    st.info(
        "上の「市区町村」で名前を探すか、下の地図で市区町村を押すと、連携候補20団体以上を、点の内訳と理由を付けて示します。"
        + ("" if prefecture is None else "市区町村を選ぶ前は、都道府県が支える団体を示します。"),
        icon=":material/touch_app:",
    )


def chosen_weights() -> dict[str, float]:
    """The weights of the parts; they stand in the URL as one code when they differ from the fitted ones."""
    allowed = {f"{letter}{share}": "" for letter in LETTERS for share in range(101)}
    moved = {LETTERS[code[0]]: int(code[1:]) for code in place.chosen_many("weights", allowed, len(LETTERS))}
    return DEFAULTS | moved


def usable(weights: dict[str, float]) -> dict[str, float]:
    """The weights, or the fitted ones where all are 0."""
    return weights if any(weights.values()) else DEFAULTS


def method(weights: dict[str, float]) -> None:
    """How the points of 組みやすい相手 come about, how well they find groups that exist, and the weights to move."""
    keys = {part: f"weight_{part}" for part in partners.PARTS}
    for part, key in keys.items():
        st.session_state[key] = weights[part]

    def picked() -> None:
        codes = [
            f"{letter}{st.session_state[keys[part]]}"
            for letter, part in LETTERS.items()
            if st.session_state[keys[part]] != DEFAULTS[part]
        ]
        place.choose_many("weights", codes)

    is_moved = weights != DEFAULTS
    with st.expander(
        "「組みやすい相手」の重みを動かす" + ("（初期の重みから変更中）" if is_moved else ""),
        icon=":material/tune:",
        key="fold_weights",
        expanded=is_moved,
    ):
        cells = [*st.columns(3), *st.columns(3)]
        for cell, (part, label) in zip(cells, PARTS_JA.items(), strict=True):
            cell.slider(
                f"{label}（初期値 {DEFAULTS[part]}）",
                0,
                100,
                key=keys[part],
                help=PART_NOTES[part],
                on_change=picked,
            )
        st.button(
            "初期の重みに戻す",
            icon=":material/restart_alt:",
            disabled=not is_moved,
            on_click=place.choose_many,
            args=("weights", []),
        )
        if not any(weights.values()):
            st.warning("すべての重みが0では並べられません。初期の重みで並べています。")
    within, across = partners.ZONES_WITHIN, partners.ZONES_ACROSS
    prose.fold(
        "方法の注記：点の作り方と、確かめた成績",
        "\n".join(f"- **{PARTS_JA[part]}**：{note}" for part, note in PART_NOTES.items()),
        "初期の重みは、実在のまとまり11件（モデル地域など、延べ47市区町村）に合わせたものです。実際の相手を当てた割合（R-precision）の平均は、"
        f"そのまとまりを除いて合わせて **{partners.R_PRECISION:.3f}**、役所が近い順では **{partners.R_PRECISION_NEAREST:.3f}** でした。"
        "例が少ないので、わずかな差に意味はありません。",
        f"11件はすべて1つの県の中です。点に使わずに確かめた通勤圏（2〜6団体）では、県の中の{within[0]}件で **{within[1]:.3f}**（近い順 {within[2]:.3f}）、"
        f"県境をまたぐ{across[0]}件で **{across[1]:.3f}**（近い順 {across[2]:.3f}）でした。県境をまたぐ相手は、近い順のほうがよく当たります。",
        icon=":material/science:",
    )


def _ranked(lg_code: str, weights: dict[str, float]) -> pd.DataFrame:
    features = own_queries.partner_features(lg_code).drop(columns="partner_name")
    table = partners.ranked(features, weights, COUNTED, AMONG_FIRST)
    return table.assign(reasons_against=[_against(row) for row in table.itertuples()])


def _against(row: NamedTuple) -> list[str]:
    """What speaks against a candidate: that both are without engineers or it has too much to do comes first, whatever the way."""
    engineers = mutual.without_engineers(row.lg_code, row.partner_lg_code)
    rest = [one for one in row.reasons_against if not (engineers and _is_of_engineers(one))]
    return [*engineers, *mutual.overloaded(row.partner_lg_code), *rest]


def _is_of_engineers(reason: str) -> bool:
    """Whether a reason says what the warning on technical staff says already."""
    return reason.startswith("両者とも技術職員がいない")


@cached
def ranked(lg_code: str, weights: dict[str, float]) -> pd.DataFrame:
    """The first COUNTED candidates under these weights, as analysis.partners.ranked gives them, with name, prefecture_name, label
    (rank and name, distinct) and the office's position."""
    table = _ranked(lg_code, weights)
    columns = ["municipality_name", "prefecture_name", "office_latitude", "office_longitude"]
    places = queries.municipalities()[["lg_code", *columns]].set_index("lg_code")
    their = places.loc[table["partner_lg_code"]]
    table = table.assign(**{name: their[name].to_numpy() for name in columns})
    table = table.rename(columns={"municipality_name": "name"})
    elsewhere = table["prefecture_name"] != places.at[lg_code, "prefecture_name"]
    shown = table["name"].where(~elsewhere, table["name"] + "（" + table["prefecture_name"] + "）")
    return table.assign(label=table["rank"].astype(str) + " " + shown, shown_name=shown)


def first_words(muni: pd.Series, candidates: pd.DataFrame) -> None:
    """What to know before reading the list: how many are near, and whether they are far."""
    far = int(candidates["is_far"].sum())
    name = muni["municipality_name"]
    if far == len(candidates):
        nearest = candidates["distance_km"].min()
        st.warning(
            f"{name}には、陸続き・橋つづき、または道のり（概算）{partners.LONGEST_WAY_KM}km以内の市区町村がありません（最も近い役所まで直線で{nearest:,.0f}km）。"
            "下は近い順に補った「遠い候補」です。距離が長いので、下の「県による補完・多分野の束ね」も合わせて検討できます。",
            icon=":material/directions_boat:",
        )
    elif far:
        st.info(
            f"近くの相手が{partners.AT_LEAST}に満たないため、{far}団体は「遠い候補」として補っています。",
            icon=":material/directions_boat:",
        )


def draw_map(muni: pd.Series, candidates: pd.DataFrame) -> None:
    """The office and the first SHOWN candidates."""
    first = candidates.head(SHOWN)
    hover = [
        f"<b>{row.rank}位 {row.shown_name}</b><br>総合点 {row.score * 100:.0f}点<br>{_apart(row)}"
        f"<br>上位5位に入る割合 {row.stability:.0%}" + ("<br>遠い候補" if row.is_far else "")
        for row in first.itertuples()
    ]
    arcs.draw(
        muni,
        first.assign(lg_code=first["partner_lg_code"], score=first["score"] * 100, hover=hover),
        key="arcs",
    )
    st.caption(
        "線が太く濃いほど総合点が高い候補です。数字は順位（はじめの5つは名前も）、橙は選んだ市区町村。触れると名前と点が出ます。算出値。"
    )


def draw_parts(muni: pd.Series, candidates: pd.DataFrame, weights: dict[str, float]) -> None:
    """The scores of the first SHOWN as sums of their parts."""
    plot.draw(
        _parts(muni["lg_code"], weights),
        key="parts",
        alt=f"{muni['municipality_name']}の上位{len(candidates.head(SHOWN))}候補の総合点と観点ごとの内訳",
    )


@cached
def _parts(lg_code: str, weights: dict[str, float]) -> plot.Picture:
    first = ranked(lg_code, weights).head(SHOWN)
    return plot.written(charts.stacked_parts(first, partners.contributions(first, weights)))


def cards(muni: pd.Series, candidates: pd.DataFrame) -> None:
    """The first few in words: for, against, how stable."""
    for row in candidates.head(CARDS).itertuples():
        with st.container(border=True):
            st.markdown(
                f"**{row.rank}　{row.shown_name}**　総合点 {row.score * 100:.0f}点"
                + ("・遠い候補" if row.is_far else "")
            )
            st.caption(_apart(row))
            st.markdown(
                _lines(row.reasons_for, "○", "はっきりした理由はありません。")
                + "\n\n"
                + _lines(row.reasons_against, "△", "データから見える注意点はありません。")
            )


def _apart(row: NamedTuple) -> str:
    return ways.in_words(row.distance_km, row.way_km, row.needs_ferry)


def _way(pair: pd.Series) -> str:
    """The way alone, where the straight line stands beside it."""
    if pair["needs_ferry"]:
        return "船が要る"
    return ways.way_ja(pair["way_km"])


def _border(pair: pd.Series) -> str:
    if not pair["is_adjacent"]:
        return "いいえ"
    return f"共有する境界 {pair['shared_border_km']:,.1f}km" + (
        "" if pair["is_joined"] else "（離れた小島だけ）"
    )


def _lines(sentences: list[str], mark: str, nothing: str) -> str:
    return "  \n".join(f"{mark} {one}" for one in sentences) if len(sentences) else f"{mark} {nothing}"


@cached
def _as_listed(lg_code: str, weights: dict[str, float]) -> pd.DataFrame:
    """The candidates with parts and reasons, as shown and taken away."""
    candidates = ranked(lg_code, weights)
    parts = {
        f"{label}（点）": (candidates[part] * 100).round(0).astype("Int64")
        for part, label in PARTS_JA.items()
    }
    return pd.DataFrame(
        {
            "順位": candidates["rank"],
            "団体コード": candidates["partner_lg_code"],
            "市区町村": candidates["name"],
            "都道府県": candidates["prefecture_name"],
            "道のり（概算、km）": candidates["way_km"].mask(candidates["needs_ferry"]).round(1),
            "直線距離（km）": candidates["distance_km"].round(1),
            "船": candidates["needs_ferry"].map({True: "要る", False: ""}),
            "総合点（点）": (candidates["score"] * 100).round(1),
            "上位5位に入る割合（%）": (candidates["stability"] * 100).round(0),
            "遠い候補": candidates["is_far"].map({True: "遠い", False: ""}),
            "向いている理由": candidates["reasons_for"].map("／".join),
            "気をつける理由": candidates["reasons_against"].map("／".join),
            **parts,
            "値の種類": text.BASIS["derived"],
        }
    )


def table(muni: pd.Series, candidates: pd.DataFrame, weights: dict[str, float]) -> None:
    """All candidates with parts and reasons, to take away."""
    value_tables.table_with_downloads(
        _as_listed(muni["lg_code"], weights),
        title=f"連携候補_{muni['prefecture_name']}{muni['municipality_name']}",
        source_ids=queries.sources_of("partner_features"),
        notes=NOTES,
        key="candidates",
        label="候補の一覧",
        digits={"道のり（概算、km）": 1, "直線距離（km）": 1, "総合点（点）": 1, "上位5位に入る割合（%）": 0},
        expanded=True,
    )
    st.caption("算出値｜" + "".join(NOTES) + "空欄の点は、分からないため数えていません。")
    fold = st.expander(
        f"上位{SHOWN}候補の理由を読む", icon=":material/notes:", on_change="rerun", key="fold_reasons"
    )
    if fold.open:
        with fold:
            for row in candidates.head(SHOWN).itertuples():
                reasons = [
                    *(f"○ {one}" for one in row.reasons_for),
                    *(f"△ {one}" for one in row.reasons_against),
                ]
                st.markdown(f"**{row.rank}位　{row.shown_name}**　{'　'.join(reasons)}")
    notes.source_fold("使っている資料", queries.sources_of("partner_features"))


def compare(muni: pd.Series, candidates: pd.DataFrame, weights: dict[str, float]) -> None:
    """Two candidates beside the municipality: what ties them, and their numbers with the difference to its own."""
    names = candidates.set_index("partner_lg_code")["label"]
    left, right = st.columns(2)
    with left:
        one = place.pick("1つ目の候補", "one", names.to_dict(), default=names.index[0])
    with right:
        other = place.pick("2つ目の候補", "two", names.to_dict(), default=names.index[1])
    if one == other:
        st.info("同じ候補を2回選んでいます。別の候補を選んでください。", icon=":material/compare_arrows:")
        return
    shown_name = candidates.set_index("partner_lg_code")["shown_name"]
    pair = [shown_name[one], shown_name[other]]
    st.markdown("**点とつながり**（算出値）")
    both = ties(muni["lg_code"], weights, [one, other], pair)
    value_tables.show(both, alt="2つの候補の点とつながり")
    value_tables.downloads(
        both,
        title=f"連携候補の点とつながり_{muni['municipality_name']}",
        source_ids=queries.sources_of("partner_features"),
        notes=NOTES,
        key="ties",
    )
    st.markdown("**施設・職員・財政・将来人口**")
    codes = [muni["lg_code"], one, other]
    shown, numbers, source_ids = _beside(codes, [muni["municipality_name"], *pair])
    value_tables.show(shown, alt="2つの候補の数値の比較")
    note = (
        f"差は、候補から{muni['municipality_name']}を引いた値。割合の差の単位はポイント。時点は団体により異なる場合は新しい方。"
        "技術系職員の人数と確率は、実数がない団体では推計（80%区間）。「データなし」は0ではない。"
    )
    st.caption(note)
    value_tables.downloads(
        numbers,
        title=f"連携候補の比較_{muni['municipality_name']}",
        source_ids=source_ids,
        notes=[note],
        key="compare",
    )
    notes.source_fold("この比較の資料", source_ids)


@cached
def ties(lg_code: str, weights: dict[str, float], codes: list[str], headings: list[str]) -> pd.DataFrame:
    """項目 and one column of texts for each candidate: total score, parts, distance, ties."""
    known = own_queries.partner_features(lg_code).set_index("partner_lg_code")
    scored = ranked(lg_code, weights).set_index("partner_lg_code")
    columns = {}
    for heading, code in zip(headings, codes, strict=True):
        row, pair = scored.loc[code], known.loc[code]
        columns[heading] = {
            "総合点": f"{row['score'] * 100:.0f}点（{row['rank']}位）",
            **{
                f"　{label}": "不明" if pd.isna(row[part]) else f"{row[part] * 100:.0f}点"
                for part, label in PARTS_JA.items()
            },
            "上位5位に入る割合": f"{row['stability']:.0%}",
            "役所間の道のり（概算）": _way(pair),
            "役所間の直線距離": f"{pair['distance_km']:,.1f}km",
            "隣接": _border(pair),
            "海をまたぐ橋・トンネル": pair["sea_link_name"] if pair["is_sea_linked"] else "なし",
            "同じ都道府県": YES_NO[bool(pair["is_same_prefecture"])],
            "同じ郡": YES_NO[bool(pair["is_same_county"])],
            **(
                {}
                if pd.isna(pair["shares_subprefecture"])
                else {"同じ振興局": YES_NO[bool(pair["shares_subprefecture"])]}
            ),
            **{
                f"同じ{name}": "不明" if pd.isna(pair[column]) else YES_NO[bool(pair[column])]
                for column, name in partners.GROUPINGS_JA.items()
            },
        }
    return pd.DataFrame(columns).rename_axis("項目").reset_index()


@cached
def _beside(codes: list[str], headings: list[str]) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """The comparison as written and as numbers, and its sources."""
    numbers, source_ids = numbers_beside(codes)
    return _as_written(numbers, headings), _as_numbers(numbers, headings), source_ids


def numbers_beside(codes: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """The numbers of municipalities side by side, and their sources.

    One row per metric: label_ja, unit, digits, value_0 …, basis, as_of_ja (the newest); the interval of the estimate as a row of its own
    with texts in text_0 ….
    """
    long = own_queries.metrics_of(codes, COMPARED)
    rows = [_row(list(own)) for _, own in groupby(long.to_dict("records"), itemgetter("metric_id"))]
    at = next(n for n, row in enumerate(rows) if row["metric_id"] == "technical_staff_zero_probability")
    rows.insert(at, _estimates(codes))
    sources = {source_id for own in long["sources"] for source_id in own}
    return pd.DataFrame(rows), sorted(sources)


def _row(own: list[dict[Hashable, Any]]) -> dict[str, Any]:
    """The values of one metric (rows of metrics_of), one for each municipality, as one row."""
    first, dated = own[0], [one for one in own if pd.notna(one["as_of"])]
    return {
        "metric_id": first["metric_id"],
        "label_ja": first["label_ja"],
        "unit": first["unit"],
        "digits": int(first["digits"]),
        "basis": text.BASIS[first["basis_of_metric"]],
        "as_of_ja": dates.short(max(dated, key=lambda one: one["as_of"])) if dated else "",
        **{f"value_{at}": one["value"] for at, one in enumerate(own)},
        **{f"text_{at}": _marked(one) for at, one in enumerate(own) if pd.notna(one["mark"])},
    }


def _marked(own: Mapping[Hashable, Any]) -> str:
    """A value that is compared with nobody's: what it is, and why."""
    value = text.number(own["marked_value"], own["unit"], int(own["digits"]))
    return f"{value}（{text.mark(own['mark'], own['denominator'])}）"


def _estimates(codes: list[str]) -> dict:
    places = own_queries.support_places().set_index("lg_code").loc[codes]
    intervals = [
        "実数あり"
        if pd.isna(row.median)
        else chances.staff(row.zero_probability, row.median, row.low, row.high)
        for row in places[["zero_probability", "low", "median", "high"]].itertuples()
    ]
    return {
        "label_ja": "技術系職員（推計）",
        "unit": "人",
        "digits": 0,
        "basis": text.BASIS["estimated"],
        "as_of_ja": dates.written(places["estimate_as_of"].max()),
    } | {f"text_{at}": one for at, one in enumerate(intervals)}


def _as_written(numbers: pd.DataFrame, headings: list[str]) -> pd.DataFrame:
    """The comparison as texts with units: what stands on screen."""
    return pd.DataFrame([_written(row, headings) for row in numbers.to_dict("records")])


def _written(row: dict, headings: list[str]) -> dict:
    own, one, other = headings

    def value_ja(at: int) -> str:
        if isinstance(row.get(f"text_{at}"), str):
            return row[f"text_{at}"]
        return text.number(row[f"value_{at}"], row["unit"], row["digits"])

    def apart(at: int) -> str:
        difference = row[f"value_{at}"] - row["value_0"]
        if pd.isna(difference):
            return "－"
        unit = "ポイント" if row["unit"] in ("share", "%") else row["unit"]
        return f"{text.shown(difference, row['unit']):+,.{row['digits']}f}{unit}"

    return {
        "項目": row["label_ja"],
        own: value_ja(0),
        one: value_ja(1),
        "差（1つ目）": apart(1),
        other: value_ja(2),
        "差（2つ目）": apart(2),
        "種類": row["basis"],
        "時点": row["as_of_ja"],
    }


def _as_numbers(numbers: pd.DataFrame, headings: list[str]) -> pd.DataFrame:
    """The comparison as numbers with the unit beside them: what is taken away."""
    shown = [
        [text.shown(row[f"value_{at}"], row["unit"]) for at in range(3)] for row in numbers.to_dict("records")
    ]
    values = pd.DataFrame(shown, dtype=float)
    texts = numbers[["text_0", "text_1", "text_2"]].notna().any(axis=1)
    own, one, other = headings
    return pd.DataFrame(
        {
            "項目": numbers["label_ja"],
            "単位": numbers["unit"].map(text.shown_unit),
            own: values[0].astype(object).where(~texts, numbers["text_0"]),
            one: values[1].astype(object).where(~texts, numbers["text_1"]),
            "差（1つ目）": values[1] - values[0],
            other: values[2].astype(object).where(~texts, numbers["text_2"]),
            "差（2つ目）": values[2] - values[0],
            "値の種類": numbers["basis"],
            "時点": numbers["as_of_ja"],
        }
    )


def send_to_groups(muni: pd.Series, candidates: pd.DataFrame) -> None:
    """Let the reader choose candidates and carry them to the groups."""
    names = candidates.set_index("partner_lg_code")["label"].to_dict()
    chosen = finder.pick_municipalities(
        f"一緒に組む候補（{MOST_IN_GROUP}団体まで）", "with", names, most=MOST_IN_GROUP
    )
    if not chosen:
        st.caption("候補を選ぶと、合計した職員・施設・費用を「群の編成」で見られます。")
        return
    st.page_link(
        "pages/groups/page.py",
        label=f"群の編成で開く（{muni['municipality_name']}と{len(chosen)}団体）",
        icon=":material/hub:",
        query_params={"members": ",".join([muni["lg_code"], *chosen])},
    )
    controls.compare_link(muni["lg_code"], *chosen, label="「比較」の画面で1団体ずつ並べる")
