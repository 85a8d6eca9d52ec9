"""What 現状把握 is made of: its forms and worked example, assumptions on sliders, charts, files to take away."""

from datetime import date

import pandas as pd
import streamlit as st

from analysis import workforce
from analysis.workforce import BAND_LABELS, BANDS, Assumptions
from dashboard.exports import powerpoint
from dashboard.exports.slide_model import Chart, Slide
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from dashboard.forms.declaration import Assumption, Column, Form, Result
from dashboard.runtime import place
from dashboard.shared import plot, text, value_tables
from pages.workforce import charts

TOOL, TITLE = "workforce", "現状把握"
OWN_DATA = "出典：利用者が用意した職員数・業務時間"
OCCUPATIONS = ("土木", "建築", "電気", "機械", "化学", "造園", "事務", "技能労務", "その他")
NOT_ENGINEERS = ("事務", "技能労務", "その他")
TASKS = (
    "計画の作成・見直し", "点検・診断", "設計・積算", "発注・契約の手続き", "工事・業務の監督・検査", "巡回・直営作業", "住民要望・苦情対応",
    "占用・許認可", "予算・会計・国庫補助の事務", "災害対応", "データの整理・台帳の更新", "会議・調整", "研修・技術の習得", "その他",
)  # fmt: skip
PLACE = (
    Column(
        "municipality",
        "市区町村",
        required=True,
        width=14,
        also=("自治体", "自治体名", "団体", "団体名", "市町村", "市町村名"),
    ),
    Column("department", "部署", width=14, also=("課名", "課", "所属", "担当課")),
)
AGES = {  # invented, by 甲市 …
    ("甲市", "道路課", "土木"): [0, 2, 2, 1, 1, 2, 4, 5, 4, 2, 0],
    ("甲市", "道路課", "事務"): [0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0],
    ("甲市", "上下水道課", "土木"): [0, 1, 1, 0, 1, 2, 2, 3, 3, 1, 0],
    ("甲市", "上下水道課", "機械"): [0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0],
    ("甲市", "建築課", "建築"): [0, 1, 1, 1, 0, 1, 1, 1, 2, 0, 0],
    ("乙町", "建設課", "土木"): [0, 0, 1, 0, 0, 0, 1, 1, 2, 1, 0],
    ("乙町", "建設課", "事務"): [0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0],
    ("丙村", "産業建設課", "土木"): [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0],
    ("丙村", "産業建設課", "事務"): [0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0],
}
HOURS_OF = {  # invented: ideal, actual
    ("甲市", "道路課", "計画の作成・見直し"): (3_000, 1_200),
    ("甲市", "道路課", "点検・診断"): (4_000, 3_200),
    ("甲市", "道路課", "設計・積算"): (5_000, 5_600),
    ("甲市", "道路課", "発注・契約の手続き"): (2_500, 4_400),
    ("甲市", "道路課", "住民要望・苦情対応"): (3_500, 6_800),
    ("甲市", "道路課", "研修・技術の習得"): (1_500, 400),
    ("甲市", "上下水道課", "点検・診断"): (3_000, 2_400),
    ("甲市", "上下水道課", "発注・契約の手続き"): (1_800, 2_700),
    ("甲市", "上下水道課", "データの整理・台帳の更新"): (1_600, 700),
    ("乙町", "建設課", "住民要望・苦情対応"): (1_200, 2_600),
    ("乙町", "建設課", "発注・契約の手続き"): (900, 1_900),
    ("乙町", "建設課", "点検・診断"): (1_500, 700),
    ("乙町", "建設課", "計画の作成・見直し"): (800, 150),
    ("丙村", "産業建設課", "住民要望・苦情対応"): (500, 1_100),
    ("丙村", "産業建設課", "巡回・直営作業"): (600, 900),
    ("丙村", "産業建設課", "点検・診断"): (700, 250),
}
STAFF = Form(
    "staff",
    "職員",
    "職員",
    (
        *PLACE,
        Column("occupation", "職種", required=True, choices=OCCUPATIONS, width=12, also=("職名", "区分")),
        *(
            Column(key, label, "number", unit="人", lowest=0, highest=10_000, width=9, help_ja="4月1日の年齢")
            for key, label in BAND_LABELS.items()
        ),
    ),
    examples=tuple(
        {"municipality": place, "department": department, "occupation": occupation, **dict(zip(BANDS, counts, strict=True))}
        for (place, department, occupation), counts in AGES.items()
    ),
    note_ja="1行は1つの部署・職種です。年齢は4月1日現在、人数は常勤職員（再任用を含む）を入れます。",
)  # fmt: skip
HOURS = Form(
    "hours",
    "業務時間",
    "業務時間",
    (
        *PLACE,
        Column("task", "業務", required=True, choices=TASKS, width=26, also=("業務名", "業務内容")),
        Column("ideal_hours", "理想の時間", "number", unit="時間/年", lowest=0, width=14, also=("理想",), help_ja="本来かけたい時間（部署の合計）"),
        Column("actual_hours", "実際の時間", "number", unit="時間/年", lowest=0, width=14, also=("現実", "現実の時間", "実際", "現状"), help_ja="いまかけている時間（部署の合計）"),
    ),
    examples=tuple(
        {"municipality": place, "department": department, "task": task, "ideal_hours": ideal, "actual_hours": actual}
        for (place, department, task), (ideal, actual) in HOURS_OF.items()
    ),
    note_ja="1行は1つの部署の1つの業務です。職員1人の1年はおよそ1,900時間です。",
)  # fmt: skip
FORMS = (STAFF, HOURS)
GROUPS = {"municipality": "市区町村", "department": "部署", "occupation": "職種"}
AFTER = (5, 10, 15)
EVEN = "同じ年齢階級の中では、年齢が均等に散らばると仮定"


def bring() -> Brought | None:
    """The shared controls for this tool."""
    return controls.bring(TOOL, TITLE, FORMS, is_typed=True)


def enter() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Staff and hours as brought, corrected in grids."""
    is_typed = controls.held(TOOL).origin_ja == controls.TYPED
    with st.expander("入力を見る・直す", icon=":material/edit:", expanded=is_typed):
        first, second = st.tabs(["職員（人）", "業務時間（時間／年）"])
        with first:
            staff = controls.edit(TOOL, STAFF)
        with second:
            hours = controls.edit(TOOL, HOURS)
    return _named(staff), _named(hours)


def pick(staff: pd.DataFrame, hours: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Let the reader narrow both tables and say by what they stand side by side."""
    places = pd.concat([staff, hours])
    first, second, third = st.columns(3)
    with first:
        municipalities = st.multiselect("市区町村", places["municipality"].unique(), placeholder="すべて")
    with second:
        departments = st.multiselect("部署", places["department"].unique(), placeholder="すべて")
    with third:
        by = place.pick("並べて比べる単位", "by", GROUPS, default="occupation")
    for name, wanted in (("municipality", municipalities), ("department", departments)):
        if wanted:
            staff, hours = staff[staff[name].isin(wanted)], hours[hours[name].isin(wanted)]
    return staff, hours, by


def ages(staff: pd.DataFrame, by: str) -> None:
    """How many there are, how old, and by band."""
    (whole,) = workforce.summary(staff.assign(all="計"), ["all"]).to_dict("records")
    first, second, third = st.columns(3)
    first.metric("職員数（Σ）", f"{whole['staff_count']:,.0f}人")
    second.metric("平均年齢（階級の中央で算出）", text.number(whole["mean_age"], "歳", 1))
    third.metric("50歳以上", text.number(whole["share_50_or_older"], "share", 0))
    bands = workforce.by_band(staff, [by])
    plot.draw(charts.age_bands(bands, by), key="age_bands", alt="年齢階級ごとの職員数")
    value_tables.table_with_downloads(
        ages_table(staff, by),
        title=f"年齢別の職員数_{GROUPS[by]}別",
        source_ids=[],
        notes=[OWN_DATA],
        key="ages",
        digits={"平均年齢（歳）": 1, "50歳以上（%）": 0},
    )


def ages_table(staff: pd.DataFrame, by: str) -> pd.DataFrame:
    """One row per group and a last row 計: persons by band and in all, mean age, share of 50 or older."""
    parts = [staff.assign(group=staff[by]), staff.assign(group="計")]
    both = pd.concat(parts)
    bands = both.groupby("group", sort=False)[list(BANDS)].sum().rename(columns=lambda key: f"{BAND_LABELS[key]}（人）")  # fmt: skip
    told = workforce.summary(both, ["group"]).set_index("group")
    return bands.assign(
        **{
            "計（人）": told["staff_count"],
            "平均年齢（歳）": told["mean_age"].round(1),
            "50歳以上（%）": (told["share_50_or_older"] * 100).round(0),
        }
    ).reset_index(names=GROUPS[by])


def assume(brought: Brought, staff: pd.DataFrame) -> tuple[Assumptions, pd.DataFrame, list[Assumption]]:
    """The sliders: what the outlook rests on, whom it is about, and the same as a list for the export."""
    number = brought.number
    occupations = list(staff["occupation"].unique())
    engineers = [one for one in occupations if one not in NOT_ENGINEERS]
    chosen = st.multiselect(
        "対象の職種", occupations, default=engineers, key=f"workforce_occupations_{number}"
    )
    fiscal_year = st.number_input(
        "職員数の時点（4月1日の年）", 2015, 2050, int(brought.assumed("職員数の時点", date.today().year)), key=f"workforce_year_{number}"
    )  # fmt: skip
    hires = st.slider(
        "採用（人／年）", 0.0, 20.0, brought.assumed("採用", 0.5), 0.5, key=f"workforce_hires_{number}"
    )
    hire_age = st.slider(
        "採用時の年齢", 18, 45, int(brought.assumed("採用時の年齢", 25)), key=f"workforce_age_{number}"
    )
    leaving = st.slider(
        "定年前の離職（%／年）",
        0.0,
        10.0,
        brought.assumed("定年前の離職率", 1.0),
        0.5,
        key=f"workforce_leave_{number}",
    )
    ages_fixed = {0: "法律どおり65歳へ引上げ", **{age: f"{age}歳" for age in (60, 62, 65, 67, 70)}}
    fixed = int(brought.assumed("定年（固定）", 0))
    retirement = st.selectbox(
        "定年", list(ages_fixed), index=list(ages_fixed).index(fixed) if fixed in ages_fixed else 0,
        format_func=ages_fixed.get, key=f"workforce_retire_{number}",
    )  # fmt: skip
    share = st.slider(
        "再任用される割合（%）",
        0,
        100,
        int(brought.assumed("再任用の割合", 50)),
        5,
        key=f"workforce_share_{number}",
    )
    years = st.slider(
        "再任用の年数", 0, 10, int(brought.assumed("再任用の年数", 3)), key=f"workforce_stay_{number}"
    )
    assumed = Assumptions(
        int(fiscal_year), hires, hire_age, leaving / 100, retirement or None, share / 100, years
    )
    listed = [
        Assumption("対象の職種", "・".join(chosen)),
        Assumption("職員数の時点", int(fiscal_year), "年", "4月1日現在"),
        Assumption("採用", hires, "人", "毎年の人数。翌年度の4月1日から加わる"),
        Assumption("採用時の年齢", hire_age, "歳"),
        Assumption("定年前の離職率", leaving, "%", "1年間に定年前に辞める割合"),
        Assumption(
            "定年（固定）", retirement, "歳", "0は地方公務員法の定年引上げ（2年に1歳ずつ、2031年度に65歳）"
        ),
        Assumption("再任用の割合", share, "%", "定年に達した人のうち"),
        Assumption("再任用の年数", years, "年"),
        Assumption("年齢の散らばり", "均等", "", EVEN),
    ]
    return assumed, staff[staff["occupation"].isin(chosen)], listed


def outlook(engineers: pd.DataFrame, assumed: Assumptions) -> pd.DataFrame:
    """The line of twenty years, with what it comes from."""
    rows = workforce.outlook(engineers[list(BANDS)].sum(), assumed)
    plot.draw(charts.outlook(rows, AFTER), key="outlook", alt="20年間の職員数の見通し")
    last = rows.iloc[-1]
    st.caption(
        f"推計｜{assumed.fiscal_year}年4月1日 {rows['total'].iloc[0]:,.1f}人 → {last['fiscal_year']:.0f}年4月1日 {last['total']:,.1f}人"
        f"（うち今いる職員 {last['todays']:,.1f}人）。仮定に基づく計算で、予測ではありません。{EVEN}しています。"
    )
    value_tables.table_with_downloads(
        outlook_table(rows),
        title="職員数の見通し",
        source_ids=[],
        notes=[OWN_DATA, "推計。翌年の計＝計＋採用−離職−定年＋再任用−再任用の終わり。"],
        key="outlook",
        digits={name: 1 for name in outlook_table(rows) if name != "4月1日"},
    )
    return rows


def outlook_table(rows: pd.DataFrame) -> pd.DataFrame:
    headings = {
        "fiscal_year": "4月1日",
        "total": "計（人）",
        "todays": "うち今いる職員（人）",
        "regular": "常勤（人）",
        "reemployed": "再任用（人）",
        "hired": "採用（人）",
        "left": "離職（人）",
        "retired": "定年（人）",
        "reemployed_new": "再任用の始まり（人）",
        "reemployed_ended": "再任用の終わり（人）",
    }
    shown = rows.rename(columns=headings)[list(headings.values())]
    return shown.assign(**{"4月1日": rows["fiscal_year"].astype(int).astype(str) + "年"})


def remaining(engineers: pd.DataFrame, assumed: Assumptions, by: str) -> None:
    """Who of today's staff remains, group by group."""
    rows = remaining_table(engineers, assumed, by)
    st.dataframe(
        rows,
        column_config={name: st.column_config.NumberColumn(format="%.1f") for name in rows.columns[1:]},
        hide_index=True,
        alt="今いる職員のうち残る人数",
        placeholder="",
    )
    st.caption("推計｜採用をしない場合に、今いる職員（再任用を含む）のうち残る人数です。")


def remaining_table(engineers: pd.DataFrame, assumed: Assumptions, by: str) -> pd.DataFrame:
    both = pd.concat([engineers.assign(group=engineers[by]), engineers.assign(group="計")])
    rows = workforce.remaining(both, ["group"], assumed, AFTER)
    shares = {f"{year}年後（%）": rows[f"after_{year}"] / rows["today"].where(rows["today"] > 0) * 100 for year in AFTER}  # fmt: skip
    counts = {"group": GROUPS[by], "today": "今（人）", **{f"after_{year}": f"{year}年後（人）" for year in AFTER}}  # fmt: skip
    return rows.rename(columns=counts).assign(**shares)


def hours(rows: pd.DataFrame, by: str) -> None:
    """Which tasks take more or less than they should."""
    gaps = workforce.hours_gap(rows, ["task"])
    ideal, actual = gaps["ideal_hours"].sum(), gaps["actual_hours"].sum()
    first, second, third = st.columns(3)
    first.metric("理想（Σ）", f"{ideal:,.0f}時間／年")
    second.metric("実際（Σ）", f"{actual:,.0f}時間／年")
    known = gaps["gap_hours"].dropna()
    third.metric("差（Σ）", f"{known.sum():+,.0f}時間／年" if len(known) else "データなし")
    group = by if by != "occupation" else "municipality"
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.subheader("差の大きい業務")
        plot.draw(charts.hours_gap(gaps), key="hours_gap", alt="業務ごとの実際と理想の時間の差")
    with right:
        st.subheader(f"{GROUPS[group]}ごとの合計")
        totals = rows.groupby(group, sort=False, as_index=False)[["ideal_hours", "actual_hours"]].sum()
        plot.draw(charts.hours_of_groups(totals, group), key="hours_groups", alt="理想と実際の時間")
    if gaps["gap_hours"].isna().any():
        st.caption(
            "理想か実際が空欄の行がある業務は、差を計算せず、差のΣにも含めていません（表の最後にあります）。"
        )
    value_tables.table_with_downloads(
        hours_table(rows),
        title="業務時間の理想と実際",
        source_ids=[],
        notes=[OWN_DATA, "差＝実際−理想。差の絶対値の大きい順。"],
        key="hours",
    )


def hours_table(rows: pd.DataFrame) -> pd.DataFrame:
    headings = {
        "municipality": "市区町村",
        "department": "部署",
        "task": "業務",
        "ideal_hours": "理想（時間/年）",
        "actual_hours": "実際（時間/年）",
        "gap_hours": "差（時間/年）",
    }
    return workforce.hours_gap(rows, ["municipality", "department", "task"]).rename(columns=headings)


def take_away(
    brought: Brought,
    staff: pd.DataFrame,
    hours_rows: pd.DataFrame,
    by: str,
    assumed: Assumptions | None,
    engineers: pd.DataFrame,
    listed: list[Assumption],
) -> None:
    """Excel and PowerPoint of what is shown."""

    def results() -> list[Result]:
        made = []
        if len(staff):
            made.append(Result("結果_年齢構成", ages_table(staff, by), "算出値"))
        if len(engineers):
            rows = workforce.outlook(engineers[list(BANDS)].sum(), assumed)
            made.append(
                Result("結果_見通し", outlook_table(rows), "推計。仮定に基づく計算で、予測ではありません。")
            )
            made.append(
                Result("結果_残る職員", remaining_table(engineers, assumed, by), "推計。採用をしない場合。")
            )
        if len(hours_rows):
            made.append(Result("結果_業務時間", hours_table(hours_rows), "算出値。差＝実際−理想。"))
        return made

    rows = {"staff": brought.tables["staff"], "hours": brought.tables["hours"]}
    controls.take_away(
        TITLE,
        FORMS,
        rows,
        results=results,
        assumptions=listed,
        key=TOOL,
        deck=lambda: deck(staff, hours_rows, by, assumed, engineers, listed, brought.is_example),
    )


def deck(
    staff: pd.DataFrame,
    hours_rows: pd.DataFrame,
    by: str,
    assumed: Assumptions | None,
    engineers: pd.DataFrame,
    listed: list[Assumption],
    is_example: bool,
) -> bytes:
    """The charts and tables of the page as slides."""
    source = "架空の例（実在の市町村の数値ではありません）" if is_example else OWN_DATA
    made = []
    if len(staff):
        bands = workforce.by_band(staff, [by])
        share = workforce.summary(staff.assign(all=""), ["all"])["share_50_or_older"].iloc[0]
        groups = {name: list(own["staff_count"]) for name, own in charts.few(bands, by, "staff_count").groupby(by, sort=False)}  # fmt: skip
        made.append(
            Slide(
                f"職員{bands['staff_count'].sum():,.0f}人のうち、50歳以上は{text.number(share, 'share', 0)}です",
                Chart("stacked", list(BAND_LABELS.values()), groups, "人"),
                source=f"{source}｜算出値",
            )
        )
    if len(engineers):
        rows = workforce.outlook(engineers[list(BANDS)].sum(), assumed)
        made.append(
            Slide(
                f"今いる{rows['total'].iloc[0]:,.0f}人は、10年後に{rows['todays'].iloc[10]:,.1f}人になる計算です",
                Chart(
                    "line",
                    [f"{year}" for year in rows["fiscal_year"]],
                    {"全体（採用を含む）": list(rows["total"]), "今いる職員だけ": list(rows["todays"])},
                    "人、4月1日",
                    "#,##0.0",
                ),
                [f"対象：{listed[0].value}。仮定に基づく計算で、予測ではありません。"],
                f"{source}｜推計",
            )
        )
        made.append(
            Slide(
                f"{GROUPS[by]}ごとに、採用をしない場合に残る人数を並べました",
                remaining_table(engineers, assumed, by),
                source=f"{source}｜推計",
            )
        )
    if len(hours_rows):
        gaps = workforce.hours_gap(hours_rows, ["task"]).dropna(subset=["gap_hours"]).head(12)
        made.append(
            Slide(
                "業務ごとに、実際の時間は理想とこれだけ違います",
                Chart(
                    "bar",
                    list(gaps["task"]),
                    {"実際−理想": list(gaps["gap_hours"])},
                    "時間／年",
                    "+#,##0;-#,##0;0",
                    True,
                ),
                source=f"{source}｜算出値",
            )
        )
    made.append(Slide("計算の前提", controls.listed(listed)))
    return powerpoint.deck_bytes(
        TITLE, made, made_on=date.today(), subtitle="職員の年齢構成・見通し・業務時間"
    )


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a word where the department is blank."""
    return rows.assign(department=rows["department"].fillna("（部署なし）"))
