"""A first estimate from published facts and declared benchmarks, before anybody has entered a number: of groups and of all of them."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pandas as pd
import streamlit as st

from analysis import dates, first_estimate, group_names
from analysis.first_estimate import TOTAL, Estimate
from dashboard import queries
from dashboard.exports import mime
from dashboard.forms import workbook
from dashboard.forms.declaration import Assumption, Result
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import notes, text, value_tables
from japan import calendar
from pages.effects.queries import benchmarks, members
from pages.effects.words import NOTE, rough_yen, signed, signed_rough_yen

TITLE = "はじめの試算"
AREA = "secondary_medical_area"  # by which a prefecture is taken where nothing else is chosen: nearly every municipality lies in one
OWN = "own"
KINDS = {
    "published": "公表値",
    "derived": "算出値",
    "judgement": "本ダッシュボードの仮定",
    OWN: "利用者の入力",
}
Own = Mapping[str, tuple[float, float, float]]  # benchmark → the reader's own low, base, high
NO_OWN: Own = MappingProxyType({})
ITEMS = {
    "contracts_now": "契約の数（現状）",
    "contracts_after": "契約の数（導入後）",
    "hours_now": "職員の時間（現状）",
    "hours_after": "職員の時間（導入後）",
    "hours_freed": "減る時間",
    "staff_years_freed": "職員に直すと",
    "cost_now": "費用（現状）",
    "cost_after": "費用（導入後）",
    "saving": "費用の差（現状 − 導入後）",
    "startup": "準備の費用（1回）",
}
FREED = ("hours_freed", "staff_years_freed")
FACTS = {  # of Estimate.coverage: what it is called, the column of its dates, what is done without it
    "bridges": ("橋の数と判定区分", "bridges_as_of", "橋の契約に入れない"),
    "roads": ("市町村道の延長", "road_km_as_of", "道路の契約に入れない"),
    "spending": (
        "維持補修費",
        "maintenance_as_of",
        "印刷の下限（道路橋りょう費の5%）までの幅、それもなければ道路1kmの目安で補う",
    ),
    "staff_counts": ("技術系職員の実数", "staff_as_of", "推計の80%区間で補う"),
}
RANGE_JA = f"低い〜高いは、前提を{first_estimate.DRAWS:,}回引いた10〜90%の範囲（乱数の種 {first_estimate.SEED}）。前提の幅の中での範囲で、実現の確率ではありません。"
LIMITS_JA = (
    "橋の点検・修繕と道路の維持だけを数えます。公園・河川・上下水道、工事費の変化は入っていません。",
    "費用は、職員の時間と維持補修費の委託分と新しい経費の計です。橋の修繕工事の工事費は入っていません。",
    "減る時間は、ほかの仕事に回せる時間で、職員を減らせる人数ではありません。",
    "契約を大きくまとめすぎると、地元の会社が応札しにくくなります。件数の少なさだけで選ばないでください。",
)
FORMULAS = (
    ("1年に点検する橋", "橋の数 ÷ 点検の間隔"),
    ("1年に直す橋", "判定区分Ⅲ・Ⅳの橋 ÷ 直し終える年数"),
    (
        "契約の数（現状）",
        "団体ごとに、点検する橋 ÷ 契約1件の橋（1件以上）＋ 直す橋 ÷ 契約1件の橋（現状）＋ 道路の延長 ÷ 契約1件の延長（現状、1件以上）",
    ),
    ("契約の数（導入後）", "群の合計で、同じ式（契約1件の橋と延長は導入後）"),
    ("直営の時間（現状）", "技術系職員 × 1人の勤務時間 × 維持管理の直営の割合"),
    ("直営の時間（導入後）", "現状 ×（1 − 減る割合）＋ 調整の時間 × 団体数（2団体以上のとき）"),
    ("職員の時間", "直営の時間 ＋ 契約の数 × 契約1件の事務の時間"),
    ("委託費", "維持補修費 × 委託の割合。導入後は ×（1 − 減る割合）"),
    ("費用（現状）", "職員の時間 × 時間単価 ＋ 委託費"),
    ("費用（導入後）", "職員の時間 × 時間単価 ＋ 委託費 ＋ 委託費（現状）× 全体マネジメントの割合"),
    ("準備の費用", "団体数 ×（準備の経費 ＋ 準備の時間 × 時間単価）"),
)


def section(groups: Mapping[str, list[str]], own: Own = NO_OWN, *, key: str = "first") -> Estimate | None:
    """What the groups (name → codes of municipalities) would bring by the benchmarks, in ranges, with what it rests on.

    Of several groups each is shown and all together. None, and nothing drawn, where no group has a member. A municipality in two groups
    counts in the first.
    """
    facts = grouped(groups)
    if facts.empty:
        return None
    found = estimated(facts, own)
    whole = _whole(found)
    _headline(found.of(whole), int(found.coverage.set_index("group").loc[whole, "members"]))
    st.caption(f"推計｜{covered(found, facts)}")
    table = by_group(found) if whole == TOTAL else items_table(found, whole)
    value_tables.show(table, alt=TITLE, key=f"{key}_table")
    st.caption(f"{RANGE_JA}{NOTE}\n\n前提の目安：{kinds_ja(own)}")
    fold = st.expander(
        "前提の目安と出典", icon=":material/receipt_long:", on_change="rerun", key=f"fold_{key}_benchmarks"
    )
    if fold.open:
        with fold:
            benchmark_table(key, own)
    with st.expander("計算式と、入っていないもの", icon=":material/function:"):
        formulas = pd.DataFrame(FORMULAS, columns=["求めるもの", "式"])
        value_tables.written(formulas, alt="計算式（はじめの試算）")
        st.markdown("\n".join(f"- {limit}" for limit in LIMITS_JA))
    st.download_button(
        "はじめの試算（Excel、前提と出典付き）",
        data=lambda: workbook_bytes(found, facts, calendar.today(), own),
        file_name=f"{TITLE}.xlsx",
        mime=mime.XLSX,
        icon=":material/download:",
        on_click="ignore",
        key=f"{key}_excel",
    )
    return found


def supposed(codes: list[str]) -> tuple[dict[str, list[str]], str]:
    """The groups that a choice stands for, name → codes, and a sentence where it was not the reader who made them: the places chosen are
    one; where none is, a chosen prefecture is taken by its secondary medical areas."""
    prefecture = next(iter(place.stated("pref")), None)
    if codes or prefecture is None:
        return ({group_name(codes): codes} if codes else {}), ""
    inside = queries.areas(AREA, prefecture)
    areas = inside.groupby("group_id", sort=False)["lg_code"].agg(list)
    others = queries.municipalities()["lg_code"].str.startswith(prefecture).sum() - len(inside)
    name = queries.prefectures().set_index("prefecture_code")["prefecture_name"][prefecture]
    return (
        {group_name(own): own for own in areas},
        f"市区町村を選んでいないので、{name}を{queries.AREAS[AREA]}（非公式の対応表）ごとに{len(areas)}の群にまとめるとみた試算です"
        f"{f'（圏域の分からない{others}団体を除く）' if others else ''}。"
        "ほかの分け方は、「シナリオ」で作れます。",
    )


def group_name(codes: list[str]) -> str:
    """What a group of places is called where it has no name of its own."""
    towns = queries.municipalities().set_index("lg_code", drop=False).rename_axis(None)
    return group_names.group_name(towns.loc[codes])


def grouped(groups: Mapping[str, list[str]]) -> pd.DataFrame:
    """One row per municipality of the groups: as `queries.members`, and its group."""
    group_of = {
        code: f"{TOTAL}（群）" if name == TOTAL else name
        for name, codes in reversed(groups.items())
        for code in codes
    }
    facts = members(sorted(group_of))
    return facts.assign(group=facts["lg_code"].map(group_of))


def source_ids() -> list[str]:
    """Sources of what is reckoned with."""
    return queries.sources_of(
        "benchmarks",
        "bridge_inspections",
        "roads",
        "road_expenditure",
        "technical_staff",
        "technical_staff_estimates",
    )


def of_groups(groups: Mapping[str, list[str]], own: Own = NO_OWN) -> Estimate | None:
    """The estimate alone, for other pages; None where no group has a member."""
    facts = grouped(groups)
    return None if facts.empty else estimated(facts, own)


def estimated(facts: pd.DataFrame, own: Own = NO_OWN) -> Estimate:
    """The estimate of grouped municipalities; computed once for each set of groups and of the reader's own assumptions."""
    return _estimated(tuple(facts["lg_code"]), tuple(facts["group"]), tuple(sorted(own.items())))


@cached
def _estimated(
    codes: tuple[str, ...], groups: tuple[str, ...], own: tuple[tuple[str, tuple[float, float, float]], ...]
) -> Estimate:
    group_of = dict(zip(codes, groups, strict=True))
    facts = members(list(codes))
    assumed = with_own(benchmarks(), dict(own))
    return first_estimate.estimate(facts.assign(group=facts["lg_code"].map(group_of)), assumed)


def with_own(rows: pd.DataFrame, own: Own) -> pd.DataFrame:
    """The benchmarks with the reader's own ranges in their places; of those a name nobody knows is left out."""
    known = {name: values for name, values in own.items() if name in rows.index}
    rows = rows.copy()
    for name, values in known.items():
        rows.loc[name, ["low", "base", "high"]] = values
    names = list(known)
    rows.loc[names, "benchmark_kind"] = OWN
    rows.loc[names, ["reason_ja", "document_ja", "page_ja", "document_date_ja"]] = ""
    return rows


def _whole(found: Estimate) -> str:
    """The name of the last group: all of them together, or the one there is."""
    return str(found.coverage["group"].iloc[-1])


def _headline(of: pd.DataFrame, count: int) -> None:
    st.markdown(
        f"{count:,}団体の業務をまとめると、公表値と目安からの概算では、1年の契約は {ranged(of, 'contracts_now')}から"
        f"{ranged(of, 'contracts_after')}になります。{freed_ja(of)}、"
        f"費用の差（現状 − 導入後、プラスは減る）は1年に {ranged(of, 'saving')} です。"
    )
    with st.container(horizontal=True):
        for item, label in (
            ("contracts_now", "契約の数（現状）"),
            ("contracts_after", "契約の数（導入後）"),
            ("hours_freed", "減る時間（1年）"),
            ("saving", "費用の差（1年）"),
        ):
            row = of.loc[item]
            turn = _turn(item, row)  # a phone has no room for it beside the number
            st.metric(
                label,
                span(item, row).removesuffix(turn),
                border=True,
                help=f"基本は{written(item, row['base'])}{turn}。推計。",
            )


def ranged(of: pd.DataFrame, item: str) -> str:
    """「約43件（31〜64件）」."""
    row = of.loc[item]
    return f"{written(item, row['base'])}（{span(item, row)}）"


def span(item: str, row: pd.Series) -> str:
    """「31〜64件」: low to high, a unit that both have once."""
    low, high = written(item, row["low"]), written(item, row["high"])
    turn = _turn(item, row)
    if low == high:
        return low + turn
    units = ("件", "時間", "人分", "億円", "万円")
    shared = next((unit for unit in units if low.endswith(unit) and high.endswith(unit)), "")
    return f"{low.removesuffix(shared)}〜{high}{turn}"


def _turn(item: str, row: pd.Series) -> str:
    """What a number below 0 of what is freed means; nothing where there is none."""
    if item not in FREED or row["low"] >= 0:
        return ""
    return "（マイナスは増える）" if row["high"] > 0 else "（増える）"


def freed_ja(of: pd.DataFrame) -> str:
    """「1年に減る職員の時間は31〜64時間」, of more work 「1年に増える職員の時間は…」, of a range that holds both both."""
    row = of.loc["hours_freed"]
    if row["low"] >= 0:
        return f"1年に減る職員の時間は{span('hours_freed', row)}"
    if row["high"] <= 0:
        more = pd.Series({"low": -row["high"], "high": -row["low"]})
        return f"1年に増える職員の時間は{span('hours_freed', more)}"
    more, less = (written("hours_freed", abs(row[end])) for end in ("low", "high"))
    return f"1年の職員の時間は減るとは限らず（{more}の増加〜{less}の減少）"


def written(item: str, value: float) -> str:
    """A number of ITEMS as it is written, with three digits at most: contracts and hours, tenths of a person, yen in 万円 or 億円."""
    if item == "saving":
        return signed_rough_yen(value)
    if item in ("cost_now", "cost_after", "startup"):
        return rough_yen(value)
    if item == "staff_years_freed":
        return f"{signed(value, 1)}人分"
    unit = "件" if item.startswith("contracts") else "時間"
    return f"{signed(float(f'{value:.3g}'), 0)}{unit}"


def items_table(found: Estimate, group: str) -> pd.DataFrame:
    """What one group would bring: 項目, 低い〜高い, 基本 (the range first: a phone shows little more)."""
    of = found.of(group)
    return pd.DataFrame(
        {
            "項目": list(ITEMS.values()),
            "低い〜高い": [span(item, of.loc[item]) for item in ITEMS],
            "基本": [written(item, of.loc[item, "base"]) for item in ITEMS],
        }
    )


def by_group(found: Estimate) -> pd.DataFrame:
    """One row per group and 計: members and, in ranges, contracts now and after, hours, persons, cost."""
    shown = ("contracts_now", "contracts_after", "hours_freed", "staff_years_freed", "saving", "startup")
    rows = []
    for one in found.coverage.itertuples():
        of = found.of(one.group)
        rows.append(
            {"群": one.group, "団体": one.members} | {ITEMS[item]: ranged(of, item) for item in shown}
        )
    return pd.DataFrame(rows)


def covered(found: Estimate, facts: pd.DataFrame) -> str:
    """「橋の数と判定区分 19/19団体（2025年3月31日）、…」: how many have a value, as of when, and what is done without."""
    whole = found.coverage.iloc[-1]
    parts = []
    for name, (label, as_of, without) in FACTS.items():
        known, count = int(whole[name]), int(whole["members"])
        fallback = "" if known == count else f"。ない団体は{without}"
        parts.append(f"{label} {known}/{count}団体（{_dates(facts[as_of], name == 'spending')}{fallback}）")
    return "、".join(parts)


def _dates(days: pd.Series, is_fiscal_year: bool) -> str:
    known = days.dropna()
    return (
        "〜".join(dict.fromkeys(dates.written(day, is_fiscal_year) for day in (known.min(), known.max())))
        if len(known)
        else "時点なし"
    )


def benchmark_rows(own: Own = NO_OWN) -> pd.DataFrame:
    """Every assumption as shown: 前提, 低い, 基本, 高い, 単位, 種類, 理由, 資料, ページ, 資料の日付."""
    rows = with_own(benchmarks(), own)
    return pd.DataFrame(
        {
            "前提": rows["label_ja"],
            "低い": [_plain(value, unit) for value, unit in zip(rows["low"], rows["unit"], strict=True)],
            "基本": [_plain(value, unit) for value, unit in zip(rows["base"], rows["unit"], strict=True)],
            "高い": [_plain(value, unit) for value, unit in zip(rows["high"], rows["unit"], strict=True)],
            "単位": rows["unit"].where(rows["unit"] != "割合", "%"),
            "種類": rows["benchmark_kind"].map(KINDS),
            "理由": rows["reason_ja"],
            "資料": rows["document_ja"],
            "ページ": rows["page_ja"].fillna(""),
            "資料の日付": rows["document_date_ja"],
        }
    ).reset_index(drop=True)


def kinds_ja(own: Own = NO_OWN) -> str:
    """How many of the assumptions are published, derived, assumed and the reader's own."""
    counts = with_own(benchmarks(), own)["benchmark_kind"].map(KINDS).value_counts()
    return (
        "、".join(f"{kind} {counts[kind]}" for kind in KINDS.values() if kind in counts)
        + "。仮定は公表された平均値ではありません。自分の数値があれば、下の「前提」で置き換えてください。"
    )


def _plain(value: float, unit: str) -> str:
    return f"{value * 100:,.1f}".removesuffix(".0") if unit == "割合" else f"{value:,.0f}"


def benchmark_table(key: str, own: Own = NO_OWN) -> None:
    """Every assumption with its kind, reason and document, to take away, with its sources."""
    rows = benchmark_rows(own)
    source_ids = queries.sources_of("benchmarks")
    value_tables.show(rows, alt="前提の目安", key=f"{key}_benchmarks")
    value_tables.downloads(
        rows, title="試算の前提の目安", source_ids=source_ids, notes=[NOTE], key=f"{key}_benchmark_files"
    )
    notes.source_line(source_ids)


def number_table(found: Estimate) -> pd.DataFrame:
    """Every result as numbers, for files: 群, 項目, 低い, 基本, 高い, 単位, 種類."""
    rows = found.results
    return pd.DataFrame(
        {
            "群": rows["group"],
            "項目": rows["item"].map(ITEMS),
            "低い": rows["low"].round(1),
            "基本": rows["base"].round(1),
            "高い": rows["high"].round(1),
            "単位": rows["unit"],
            "種類": text.BASIS["estimated"],
        }
    )


def members_table(facts: pd.DataFrame) -> pd.DataFrame:
    """What the estimate knows of each municipality, with dates and the kind of its staff."""
    return pd.DataFrame(
        {
            "群": facts["group"],
            "団体コード": facts["lg_code"],
            "市区町村": facts["municipality_name"],
            "橋（橋）": facts["bridges_managed"],
            "判定区分Ⅲ・Ⅳの橋（橋）": facts["bridges_action_needed"],
            "橋の時点": facts["bridges_as_of"].map(dates.written),
            "市町村道の延長（km）": facts["road_km"].round(1),
            "延長の時点": facts["road_km_as_of"].map(dates.written),
            "維持補修費（円）": facts["maintenance_yen"],
            "維持補修費の上限（円、印刷の下限未満のとき）": facts["maintenance_less_than_yen"],
            "維持補修費の時点": facts["maintenance_as_of"].map(lambda day: dates.written(day, True)),
            "技術系職員（人、低い）": facts["staff_low"],
            "技術系職員（人、基本）": facts["staff_base"],
            "技術系職員（人、高い）": facts["staff_high"],
            "職員の種類": facts["is_staff_counted"].map(
                {True: text.BASIS["published"], False: text.BASIS["estimated"]}
            ),
            "職員の時点": facts["staff_as_of"].map(dates.written),
        }
    )


def workbook_bytes(found: Estimate, facts: pd.DataFrame, issued_on: date, own: Own = NO_OWN) -> bytes:
    """The estimate as Excel: results, assumptions with sources, what is known of each municipality, formulas."""
    formulas = pd.DataFrame(FORMULAS, columns=["求めるもの", "式"])
    return workbook.export_bytes(
        TITLE,
        [],
        {},
        results=[
            Result("結果", number_table(found), f"{NOTE}{RANGE_JA}"),
            Result(
                "前提の目安", benchmark_rows(own), "割合は%。種類が仮定の行は、公表された平均値ではない。"
            ),
            Result("団体ごとの値", members_table(facts), covered(found, facts)),
            Result("計算式", formulas, "。".join(LIMITS_JA)),
        ],
        assumptions=[
            Assumption("この試算について", NOTE),
            Assumption("値の種類", text.BASIS["estimated"], note_ja="公表値と目安からの概算。"),
            Assumption("乱数の種", first_estimate.SEED),
            Assumption("乱数の回数", first_estimate.DRAWS, "回"),
        ],
        issued_on=issued_on,
    )
