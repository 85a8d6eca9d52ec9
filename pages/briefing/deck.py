"""The slides of a briefing, each one message, made from the database; what cannot be said of a place has no slide.

A slide is a function of the scope. Nothing is drawn here: the screen and PowerPoint draw the same slides.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pandas as pd

from analysis import ageing, briefing
from analysis import cases as likeness
from dashboard import queries
from dashboard.exports.slides import Chart, Figures, Slide, Timeline
from dashboard.maps import metric_map
from dashboard.shared import text
from dashboard.shared.case_words import EVENT_KINDS, KINDS, PROGRAMMES
from dashboard.shared.timeline import EVENT_COLORS
from japan import calendar
from pages import profile
from pages.briefing import place_map
from pages.briefing.scope import Scope

BLUE, DEEP, PALE, MIDDLE, ORANGE, RED, GREY, AMBER = (
    "3460FB", "00118F", "C5D7FB", "7096F8", "C4570B", "B3201B", "8A8F98", "E98A2B",
)  # fmt: skip
BURDEN, NEED = "bridges_per_100_general_staff", "bridge_action_needed_share"
ESTIMATED = "technical_staff_zero_probability"
COMPARED = (
    "general_admin_staff_per_1000_residents", BURDEN, "road_km_per_100_general_staff", NEED, "water_pipe_overage_share",
    "public_works_expenditure_per_resident", "fiscal_strength_index", "population_65_share", "population_2050_index",
)  # fmt: skip
BARS, ROWS, PAIRS = 20, 8, 7  # what is read from the back of a room: bars, rows of tables
HISTOGRAM_STEP, HISTOGRAM_END = 25, 400  # bridges per 100 staff
ALL_MANAGERS = "全道路管理者の最新の診断です。"
AGREED = "公開データから機械的に選んだ候補で、判断や評価ではありません。"


def deck(scope: Scope) -> list[Slide]:
    """Every slide that can be made of the scope, in the usual order."""
    made = [(slide_id, SLIDES[slide_id](scope)) for slide_id in ORDER[scope.kind]]
    return [replace(slide, slide_id=slide_id) for slide_id, slide in made if slide is not None]


def usual(scope: Scope) -> list[str]:
    """The slides of a deck when the reader has chosen none."""
    return [slide_id for slide_id in ORDER[scope.kind] if slide_id not in LEFT_OUT[scope.kind]]


def cover(scope: Scope) -> Slide:
    """Who they are: five numbers."""
    own = scope.own
    staffed = own.dropna(subset=["bridges_managed"])
    bridges = staffed["bridges_managed"].sum() if len(staffed) else None
    numbers = [
        (text.number(own["population"].sum(), "人", 0), "人口", _mark(own, "population_as_of", scope)),
        (
            text.number(own["general_admin_staff"].sum(), "人", 0),
            "一般行政部門の職員",
            _mark(own, "general_admin_staff_as_of", scope),
        ),
        (_engineers_figure(scope)),
        (text.number(bridges, "橋", 0), "管理する橋", _mark(staffed, "bridges_as_of", scope)),
        (
            text.number(own["road_km"].sum(min_count=1), "km", 0),
            "市区町村道の実延長",
            _mark(own.dropna(subset=["road_km"]), "road_km_as_of", scope),
        ),
        (
            text.number(own["public_works_expenditure_yen"].sum() / 1e8, "億円", 1 if len(own) < 5 else 0),
            "土木費（1年）",
            _mark(own, "public_works_as_of", scope),
        ),
    ]
    return Slide(
        briefing.size(scope.who, own["population"].sum(), own["general_admin_staff"].sum(), bridges),
        Figures(numbers),
        _uncovered(scope, staffed),
        _source(
            ["mic_resident_age", "nstac_ssdse_a", "municipal_infrastructure", *_engineers_sources(scope)],
            "時点と種類は各数値の下",
        ),
        _spoken(
            f"{scope.name}の規模を、6つの数でみます。",
            ["橋は、2020〜24年度に点検した市区町村管理の道路橋です。"],
        ),
    )


def _engineers_figure(scope: Scope) -> tuple[str, str, str]:
    """Counted engineers where all are counted, else what is known of them."""
    own = scope.own
    counted = own.dropna(subset=["civil_engineers"])
    if scope.kind == "nation":
        figure = queries.printed_figures().loc["municipalities_without_technical_staff"]
        return (f"{figure['value']:.0f}%", "技術系職員が0人の市区町村", f"{figure['as_of_ja']}・公表値")
    if len(counted) == len(own):
        said = text.number(counted["civil_engineers"].sum(), "人", 0)
        return (said, "土木技師", _mark(counted, "civil_engineers_as_of", scope))
    expected = own["estimate_zero_probability"].dropna()
    day = text.japanese_date(own["estimate_as_of"].max())
    if len(own) == 1:
        median, low, high = own[["estimate_median", "estimate_low", "estimate_high"]].iloc[0]
        interval = f"80%区間 {low:,.0f}〜{high:,.0f}人"
        return (text.number(median, "人", 0), "技術系職員（推計の中央値）", f"{interval}・{day}現在・推計")
    return (
        f"約{expected.sum():,.0f}団体",
        "技術系職員が0人と見込まれる団体",
        f"{day}現在・推計（{len(expected):,}団体の確率の合計）",
    )


def _engineers_sources(scope: Scope) -> list[str]:
    if scope.kind == "nation":
        return ["printed_figures"]
    is_counted = scope.own["civil_engineers"].notna().all()
    return list(queries.metric("civil_engineers" if is_counted else ESTIMATED)["sources"])


def staff_decline(scope: Scope) -> Slide:
    """The printed change since 1996."""
    figures = queries.printed_figures()
    department, total = figures.loc["civil_department_staff_change"], figures.loc["total_staff_change"]
    return Slide(
        briefing.staff_decline(department["value"], total["value"]),
        Chart(
            "bar",
            ["土木部門の職員", "総職員"],
            {"1996年からの減少（%）": [-department["value"], -total["value"]]},
            "%",
            with_values=True,
            colors=[GREY],
            marked={0: RED},
        ),
        ["全国の市区町村。最も多かった1996年と比べた割合（約）です。"],
        _printed(department),
        _spoken("全国の状況です。土木部門は総職員より大きく減りました。", [department["text_ja"]]),
    )


def technical_classes(scope: Scope) -> Slide:
    """Municipalities by number of technical staff, as printed."""
    figures = queries.printed_figures()
    without = figures.loc["municipalities_without_technical_staff"]
    few = figures.loc["municipalities_with_five_or_fewer_technical_staff"]
    shares = {
        "0人": without["value"],
        "1〜5人": few["value"] - without["value"],
        "6人以上": 100 - few["value"],
    }
    return Slide(
        briefing.technical_classes(without["value"] / 100, few["value"] / 100),
        Chart(
            "stacked_bar",
            ["全国の市区町村"],
            {name: [share] for name, share in shares.items()},
            "%",
            '0"%"',
            with_values=True,
            colors=[RED, AMBER, MIDDLE],
        ),
        ["技術系職員は土木技師と建築技師の合計。「1〜5人」と「6人以上」は、印刷された値からの算出値です。"],
        _printed(without),
        _spoken("全国の市区町村を、技術系職員の数で分けました。", [without["text_ja"], few["text_ja"]]),
    )


def engineers(scope: Scope) -> Slide | None:
    """Civil engineers where they are counted, else the estimated probability that there are none."""
    counted = scope.own["civil_engineers"].notna()
    if scope.kind == "nation" or not len(scope.own):
        return None
    return _engineers_counted(scope) if counted.mean() > 0.5 else _engineers_estimated(scope)


def _engineers_counted(scope: Scope) -> Slide:
    shown = scope.around if scope.kind == "muni" else scope.own
    rows = shown.dropna(subset=["civil_engineers"]).sort_values(
        "civil_engineers", ascending=False, kind="stable"
    )
    counts = scope.own.set_index("municipality_name")["civil_engineers"]
    top, notes = _first(rows, scope)
    return Slide(
        briefing.engineers(scope.where if scope.kind == "muni" else scope.who, counts, len(scope.own)),
        Chart(
            "bar",
            top["municipality_name"].to_list(),
            {"土木技師（人）": top["civil_engineers"].to_list()},
            "人",
            with_values=True,
            marked=_own_marks(top, scope),
        ),
        notes,
        _source(
            ["mlit_gunmane_materials", "mic_staffing_survey"],
            _days(rows["civil_engineers_as_of"]),
            "published",
        ),
        _spoken(
            "土木技師の実数です。建築技師は含みません。", queries.metric("civil_engineers")["caveats_ja"]
        ),
    )


def _engineers_estimated(scope: Scope) -> Slide | None:
    metric = queries.metric(ESTIMATED)
    estimates = scope.own.set_index("municipality_name").filter(like="estimate_")
    said = briefing.engineers_estimated(
        scope.where, estimates.rename(columns=lambda name: name.removeprefix("estimate_")), scope.kinds
    )
    if said is None:
        return None
    shown = scope.around if scope.kind == "muni" else scope.own
    rows = shown.dropna(subset=["estimate_zero_probability"]).sort_values(
        "estimate_zero_probability", ascending=False, kind="stable"
    )
    top, notes = _first(rows, scope)
    return Slide(
        said,
        Chart(
            "bar",
            top["municipality_name"].to_list(),
            {"技術系職員が0人の確率（推計、%）": (top["estimate_zero_probability"] * 100).round(1).to_list()},
            "%",
            "0",
            with_values=True,
            marked=_own_marks(top, scope),
        ),
        [*notes, "実数は未収録です。公開データから求めた推計で、実際の人数ではありません。"],
        _source(metric["sources"], _days(rows["estimate_as_of"]), "estimated"),
        _spoken(metric["why_it_matters_ja"], metric["caveats_ja"]),
    )


def burden_map(scope: Scope) -> Slide | None:
    """Bridges per 100 staff: by prefecture for the nation, by municipality elsewhere."""
    metric = queries.metric(BURDEN)
    values = queries.metric_values(BURDEN)
    if scope.kind == "nation":
        parts = values.dropna(subset=["value"]).groupby("prefecture_code")[["numerator", "denominator"]].sum()
        by_code = parts["numerator"] / parts["denominator"] * metric["per"]
        names = scope.prefectures.set_index("prefecture_code")["prefecture_name"]
    else:
        inside = values["prefecture_code"].isin(scope.prefectures["prefecture_code"])
        by_code = values[inside].set_index("lg_code")["value"]
        names = values[inside].set_index("lg_code")["municipality_name"]
    said = _burden_said(scope, metric, values, by_code.set_axis(names.loc[by_code.index]))
    if said is None:
        return None
    notes = ["職員は一般行政部門の全員です（技術職員の数ではありません）。"]
    if scope.kind == "nation":
        notes.append(
            "都道府県ごとに市区町村の値を合計した割合です。小笠原諸島は省き、奄美・沖縄は枠の中に移しました。"
        )
    else:
        notes += place_map.off_the_map(scope)
    return Slide(
        said,
        place_map.drawn(scope, f"{metric['label_ja']}（{metric['unit']}）", by_code, metric),
        notes,
        _source([*metric["sources"], "mlit_n03"], metric_map.dates(values, metric), metric["basis"]),
        _spoken(metric["why_it_matters_ja"], metric["caveats_ja"]),
    )


def _burden_said(scope: Scope, metric: pd.Series, values: pd.DataFrame, by_name: pd.Series) -> str | None:
    """Of a municipality its place in the prefecture, of a group what it has together, else where the value is highest."""
    label, unit, digits = metric["label_ja"], metric["unit"], int(metric["digits"])
    known = values.dropna(subset=["value"])
    own = known[known["lg_code"].isin(scope.codes)]
    if scope.kind in ("nation", "pref"):
        return briefing.highest(_region(scope), label, by_name, unit, digits)
    if own.empty:
        return None
    if scope.kind == "muni":
        subject = f"{scope.where}の{label}"
        return briefing.place_among(
            subject, own["value"].iloc[0], by_name, f"{_region(scope)}の", unit, digits
        )
    around = known[known["lg_code"].isin(scope.around["lg_code"])]
    together, beside = (
        rows["numerator"].sum() / rows["denominator"].sum() * metric["per"] for rows in (own, around)
    )
    return briefing.against(
        f"{scope.where}を合わせた{label}", together, beside, f"{_region(scope)}全体", unit, digits
    )


def _region(scope: Scope) -> str:
    return "・".join(scope.prefectures["prefecture_name"]) if scope.kind != "nation" else "全国"


def burden_distribution(scope: Scope) -> Slide | None:
    """How many municipalities have how many bridges per 100 staff, those of the scope in their own colour."""
    metric = queries.metric(BURDEN)
    values = queries.metric_values(BURDEN)
    known = values.dropna(subset=["value"])
    own = known[known["lg_code"].isin(scope.codes)]
    if own.empty:
        return None
    steps = range(0, HISTOGRAM_END + 1, HISTOGRAM_STEP)
    labels = [f"{low}〜" for low in steps]
    labels[-1] = f"{HISTOGRAM_END}以上"
    bins = (known["value"].clip(upper=HISTOGRAM_END) // HISTOGRAM_STEP).astype(int)
    every = bins.value_counts().reindex(range(len(labels)), fill_value=0)
    mine = bins.loc[own.index].value_counts().reindex(range(len(labels)), fill_value=0)
    middle = known["value"].median()
    if scope.kind == "nation":
        series, shades, unit = {"市区町村数": every.to_list()}, [BLUE], "市区町村"
        said = briefing.upper_half(metric["label_ja"], known["value"], metric["unit"], int(metric["digits"]))
    else:
        series = {
            f"{scope.whose}（{len(own):,}）": (mine / len(own) * 100).round(1).to_list(),
            f"全国（{len(known):,}）": (every / len(known) * 100).round(1).to_list(),
        }
        shades, unit = [ORANGE, GREY], "%"
        if scope.kind == "muni":
            # one among hundreds would not be seen: the whole bar it stands in is coloured
            in_bar, shades, unit = mine > 0, [ORANGE, PALE], "市区町村"
            series = {
                f"{scope.where}を含む階級": every.where(in_bar, 0).to_list(),
                "ほかの階級": every.where(~in_bar, 0).to_list(),
            }
        subject = f"{scope.whose}の{metric['label_ja']}" + ("" if scope.kind == "muni" else "の中央値")
        said = briefing.against(
            subject, own["value"].median(), middle, "全国の中央値", metric["unit"], int(metric["digits"])
        )
    return Slide(
        said,
        Chart(
            "histogram" if unit == "市区町村" else "column",
            labels,
            series,
            unit,
            colors=shades,
            category_title=f"{metric['label_ja']}（{metric['unit']}）",
        ),
        [f"値のある{len(known):,}市区町村。中央値は全国{text.number(middle, metric['unit'], 0)}です。"],
        _source(metric["sources"], metric_map.dates(values, metric), metric["basis"]),
        _spoken(metric["why_it_matters_ja"], metric["caveats_ja"]),
    )


def action_needed(scope: Scope) -> Slide | None:
    """Bridges rated Ⅲ or Ⅳ: of all managers for the nation, of each municipality elsewhere."""
    if scope.kind == "nation":
        return _ratings_of_nation()
    metric = queries.metric(NEED)
    values = queries.metric_values(NEED)
    known = values.dropna(subset=["denominator"])
    nation = known["numerator"].sum() / known["denominator"].sum()
    own = known[known["lg_code"].isin(scope.codes)]
    said = briefing.action_needed(
        scope.whose if scope.kind == "pref" else scope.where,
        own["denominator"].sum(min_count=1),
        own["numerator"].sum(min_count=1),
        nation,
    )
    if said is None:
        return None
    shown = known[known["lg_code"].isin(scope.around["lg_code"])] if scope.kind == "muni" else own
    rows = shown.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
    top, notes = _first(rows, scope)
    names, shares = top["municipality_name"].to_list(), (top["value"] * 100).round(1).to_list()
    around = known[known["lg_code"].isin(scope.around["lg_code"])]
    beside = {"全国": nation}
    if scope.kind != "group":
        beside = {_region(scope): around["numerator"].sum() / around["denominator"].sum()} | beside
    marked = _own_marks(top, scope) | {len(names) + at: GREY for at in range(len(beside))}
    return Slide(
        said,
        Chart(
            "bar",
            [*names, *(f"{name}（計）" for name in beside)],
            {"判定区分Ⅲ・Ⅳの橋の割合（%）": [*shares, *(round(share * 100, 1) for share in beside.values())]},
            "%",
            "0.0",
            with_values=True,
            marked=marked,
        ),
        notes,
        _source(metric["sources"], metric_map.dates(values, metric), metric["basis"]),
        _spoken(metric["why_it_matters_ja"], metric["caveats_ja"]),
    )


def _ratings_of_nation() -> Slide:
    ratings = queries.bridge_ratings()
    needing = ratings.loc[ratings["rating"].isin(["Ⅲ", "Ⅳ"]), "bridges"].sum()
    names = {"Ⅰ": "健全", "Ⅱ": "予防保全段階", "Ⅲ": "早期措置段階", "Ⅳ": "緊急措置段階"}
    return Slide(
        briefing.action_needed_nation(ratings["bridges"].sum(), needing),
        Chart(
            "bar",
            [f"{rating} {names[rating]}" for rating in ratings["rating"]],
            {"道路橋の数（橋）": ratings["bridges"].to_list()},
            "橋",
            with_values=True,
            colors=[MIDDLE],
            marked={0: PALE, 1: MIDDLE, 2: AMBER, 3: RED},
        ),
        [ALL_MANAGERS + "割合は算出値です。"],
        _source(["mlit_road_maintenance_facts"], _days(ratings["as_of"]), "published"),
        _spoken("5年に1回の点検で、橋を4つに区分しています。", [ALL_MANAGERS]),
    )


def fifty_years(scope: Scope) -> Slide:
    """National shares of structures 50 years or older, by kind."""
    shares = queries.fifty_year_shares().assign(year=lambda rows: rows["observation_date"].dt.year)
    years = sorted(shares["year"].unique())
    table = shares.pivot(index="facility_kind_ja", columns="year", values="share_50_years")
    table = table.sort_values(years[-1], ascending=False)
    bridge = next(name for name in table.index if name.startswith("道路橋"))
    return Slide(
        briefing.fifty_years("道路橋", table.loc[bridge]),
        Chart(
            "column",
            table.index.to_list(),
            {f"{year}年3月": (table[year] * 100).round(1).to_list() for year in years},
            "%",
            '0"%"',
            with_values=True,
            colors=[PALE, MIDDLE, DEEP],
        ),
        ["全国の割合。建設年度が不明の施設を除きます。50年は便宜上の区切りで、寿命ではありません。"],
        _source(["mlit_50_year_shares"], _days(pd.Series(shares["observation_date"].min())), "published"),
        _spoken(
            "建設から50年以上たつ施設の割合です。今後20年の見通しを含みます。",
            ["国土交通省が2020年3月時点で集計した値です。"],
        ),
    )


def money(scope: Scope) -> Slide | None:
    """Public works expenditure year by year."""
    rows = _yearly(scope, "public_works", list(scope.codes))
    said = briefing.money(scope.whose, rows["value"])
    if said is None:
        return None
    large = rows["value"].max() >= 1e10
    return Slide(
        said,
        Chart(
            "column",
            [f"{year}年度" for year in rows.index],
            {"土木費（億円）": (rows["value"] / 1e8).round(0 if large else 2).to_list()},
            "億円",
            "#,##0" if large else "#,##0.0",
            with_values=True,
        ),
        ["普通会計の決算額です。物価の変化は除いていません。", *_totalled(scope)],
        _source(
            ["nstac_ssdse_a", "municipal_infrastructure"],
            _days(rows["as_of"]),
            "published" if scope.kind == "muni" else "derived",
        ),
        _spoken("道路・橋・公園・住宅などに使った費用の総額です。", ["災害復旧費は含みません。"]),
    )


def population(scope: Scope) -> Slide | None:
    """The projected population, beside the nation's as an index."""
    codes = scope.projected_codes()
    if codes is None:
        return None
    people = _yearly(scope, "population", codes)
    said = briefing.population("日本" if scope.kind == "nation" else scope.where, people["value"])
    if said is None:
        return None
    if scope.kind == "nation":
        chart = Chart(
            "line",
            [f"{year}年" for year in people.index],
            {"人口（万人）": (people["value"] / 1e4).round(0).to_list()},
            "万人",
            with_values=True,
        )
    else:
        nation = _yearly(scope, "population", [*scope.facts["lg_code"], "07999"])["value"]
        index = {scope.where: people["value"], "全国": nation}
        chart = Chart(
            "line",
            [f"{year}年" for year in people.index],
            {name: (values / values.iloc[0] * 100).round(1).to_list() for name, values in index.items()},
            "2020年＝100",
            "0",
            with_values=True,
            colors=[ORANGE, GREY],
        )
    return Slide(
        said,
        chart,
        ["2020年は国勢調査、2025年からは将来推計人口（令和5年推計）です。", *_totalled(scope)],
        _source(
            ["ipss_population_projection"], f"{text.japanese_date(people['as_of'].max())}公表", "estimated"
        ),
        _spoken("施設を使い、支える人の見通しです。", ["将来推計人口は、今の傾向が続いた場合の値です。"]),
    )


def both_worst(scope: Scope) -> Slide | None:
    """The places where both burdens are heaviest."""
    burden, need = queries.metric(BURDEN), queries.metric(NEED)
    first, second = queries.metric_values(BURDEN), queries.metric_values(NEED)
    places = first.assign(need=second["value"], need_as_of=second["as_of"], bridges=second["denominator"])
    places["both_rank"] = ageing.both_rank(places["value"], places["need"])
    ranked = places.dropna(subset=["both_rank"])
    own = ranked[ranked["lg_code"].isin(scope.codes)].sort_values(["both_rank", "lg_code"])
    if own.empty:
        return None
    top = own.head(ROWS)
    if scope.kind == "nation":
        worst = top.iloc[0]
        said = briefing.both_worst_nation(f"{worst['prefecture_name']}{worst['municipality_name']}")
    else:
        ranks = own.set_index("municipality_name")["both_rank"]
        said = briefing.both_worst(scope.where, ranks, len(ranked), scope.kinds)
    table = pd.DataFrame(
        {
            "全国順位": top["both_rank"].astype(int),
            **({"都道府県": top["prefecture_name"]} if scope.kind == "nation" else {}),
            "市区町村": top["municipality_name"],
            f"{burden['label_ja']}（{burden['unit']}）": top["value"].round(0).astype(int),
            "判定区分Ⅲ・Ⅳの橋の割合（%）": (top["need"] * 100).round(1).map("{:.1f}".format),
            "管理する橋（橋）": top["bridges"].astype(int),
        }
    )
    notes = [
        f"順位は、2つの指標それぞれで全国{len(ranked):,}市区町村の何割を上回るかを求め、低い方で決めました（1＝最も重い）。"
    ]
    if len(own) > ROWS:
        notes.append(f"{len(own):,}団体のうち、重い方から{ROWS}団体です。")
    return Slide(
        said,
        table.reset_index(drop=True),
        notes,
        _source(sorted({*burden["sources"], *need["sources"]}), metric_map.dates(first, burden), "derived"),
        _spoken("両方が重い場所ほど、一つの自治体での管理が難しくなります。", burden["caveats_ja"]),
    )


def comparison(scope: Scope) -> Slide | None:
    """One municipality beside the medians of its prefecture and the nation."""
    rows = []
    source_ids: set[str] = set()
    days = []
    for metric_id in COMPARED:
        metric, values = queries.metric(metric_id), queries.metric_values(metric_id)
        known = values.dropna(subset=["value"])
        own = known[known["lg_code"] == scope.codes[0]]
        if own.empty:
            continue
        near = known[known["prefecture_code"] == scope.codes[0][:2]]
        value = own["value"].iloc[0]
        days.append(own["as_of"].iloc[0])
        source_ids |= set(metric["sources"])

        def said(number: float, metric: pd.Series = metric) -> str:
            return text.number(number, metric["unit"], int(metric["digits"]))

        rows.append(
            {
                "指標": metric["label_ja"],
                scope.where: said(value),
                f"{_region(scope)}の中央値": said(near["value"].median()),
                "全国の中央値": said(known["value"].median()),
                "全国順位（大きい順）": f"{int((known['value'] > value).sum()) + 1:,} / {len(known):,}",
                "時点": text.japanese_date(own["as_of"].iloc[0]),
            }
        )
    if not rows:
        return None
    metric, values = queries.metric(BURDEN), queries.metric_values(BURDEN)
    own = values.set_index("lg_code")["value"].get(scope.codes[0])
    if pd.isna(own):
        metric = queries.metric("road_km_per_100_general_staff")
        values = queries.metric_values("road_km_per_100_general_staff")
        own = values.set_index("lg_code")["value"].get(scope.codes[0])
    near = values.loc[values["prefecture_code"] == scope.codes[0][:2], "value"].median()
    return Slide(
        briefing.against(
            f"{scope.where}の{metric['label_ja']}",
            own,
            near,
            f"{_region(scope)}の中央値",
            metric["unit"],
            int(metric["digits"]),
        ),
        pd.DataFrame(rows),
        ["順位は値の大きい順で、良し悪しの順ではありません。中央値と順位は、値のある団体の中でのものです。"],
        _source(sorted(source_ids), "時点は表のとおり", "derived", published=True),
        _spoken(
            f"{scope.where}を、同じ県と全国の中央値に並べました。",
            profile.of_municipality(scope.codes[0]).sentences,
        ),
    )


def members(scope: Scope) -> Slide:
    """Each member of a group with its own numbers."""
    own = scope.own
    table = pd.DataFrame(
        {
            "市区町村": own["municipality_name"],
            "人口（人）": own["population"].astype("Int64"),
            "一般行政部門の職員（人）": own["general_admin_staff"].astype("Int64"),
            "土木技師（人）": own["civil_engineers"].astype("Int64"),
            "管理する橋（橋）": own["bridges_managed"].astype("Int64"),
            "うち判定区分Ⅲ・Ⅳ（橋）": own["bridges_action_needed"].astype("Int64"),
            "市区町村道（km）": own["road_km"].round(0).astype("Int64"),
        }
    ).reset_index(drop=True)
    return Slide(
        briefing.largest_member(own.set_index("municipality_name")["general_admin_staff"]),
        table,
        ["空欄はデータなし（0ではありません）。土木技師は、実数が収録されている団体だけです。"],
        _source(
            ["mic_resident_age", "nstac_ssdse_a", "mlit_gunmane_materials", "municipal_infrastructure"],
            "、".join(
                f"{name}は{_days(own[column])}"
                for name, column in (
                    ("人口", "population_as_of"),
                    ("職員", "general_admin_staff_as_of"),
                    ("橋", "bridges_as_of"),
                    ("道路", "road_km_as_of"),
                )
                if own[column].notna().any()
            ),
            "published",
        ),
        _spoken("群をつくる団体を並べました。", ["群の組み合わせは、話し合いの材料です。"]),
    )


def partners(scope: Scope) -> Slide | None:
    """The first candidates of a municipality, or the pairs of a prefecture or group that stand high for each other."""
    if scope.kind == "muni":
        rows = queries.first_candidates(scope.codes[0], 6)
        if rows.empty:
            return None
        said = briefing.partners(scope.where, rows["partner_name"].iloc[0], rows["distance_km"].iloc[0])
        table = pd.DataFrame(
            {
                "順": rows["rank"].astype(int),
                "候補": rows["partner_prefecture_name"] + " " + rows["partner_name"],
                "距離（km）": rows["distance_km"].round(0).astype(int),
                "選んだ理由": ["、".join(reasons[:2]) for reasons in rows["reasons_for"]],
            }
        )
    else:
        rows = queries.candidates_of_each_other(list(scope.codes), briefing.MUTUAL_RANK)
        said = briefing.mutual_partners(scope.where, len(rows))
        if rows.empty:
            return None
        top = rows.head(PAIRS)
        table = pd.DataFrame(
            {
                "組": top["name"] + "・" + top["partner_name"],
                "互いの順": [
                    f"{one}・{other}" for one, other in zip(top["rank"], top["partner_rank"], strict=True)
                ],
                "距離（km）": top["distance_km"].round(0).astype(int),
                "選んだ理由": ["、".join(reasons[:2]) for reasons in top["reasons_for"]],
            }
        )
    notes = [AGREED + "距離は役所間の直線です。"]
    if scope.kind != "muni" and len(rows) > PAIRS:
        notes.append(f"{len(rows):,}組のうち、順の高い{PAIRS}組です。")
    return Slide(
        said,
        table.reset_index(drop=True),
        notes,
        _source(
            [
                "municipality_offices",
                "commuting_zones",
                "secondary_medical_areas",
                "jma_areas",
                "municipal_infrastructure",
            ],
            f"{text.japanese_date(queries.built_at())}作成",
            "derived",
        ),
        _spoken("近さ、つながり、施設の似かた、体制などの点数を合わせた順です。", [AGREED]),
    )


def cases(scope: Scope) -> Slide | None:
    """Cases like one's own place, or in which bodies of the prefectures take part; model areas for the nation."""
    every, bodies = queries.cases(), queries.case_members()
    real = every[every["programme"] != "sample"]
    if scope.kind == "muni":
        ranked = likeness.near(real, bodies, queries.municipality_stock(), scope.codes[0]).head(6)
        rows = ranked.merge(every, on="case_id")
        said = briefing.cases_near(scope.where, rows["case_name"].iloc[0])
        last = {"近い点": ["、".join(reasons[:3]) for reasons in rows["reasons"]]}
    elif scope.kind == "nation":
        rows = real[real["programme"] == "model_area"]
        said = briefing.cases_nation(len(rows), len(real))
        last = {}
    else:
        inside = bodies["lg_code"].str[:2].isin(scope.prefectures["prefecture_code"])
        rows = real[real["case_id"].isin(bodies.loc[inside, "case_id"])]
        said = briefing.cases_of(_region(scope), len(rows))
        if said is None:
            rows = real[real["programme"] == "model_area"]
            said = briefing.cases_nation(len(rows), len(real))
        last = {}
    table = pd.DataFrame(
        {
            "事例": rows["case_name"],
            "区分": rows["programme"].map(PROGRAMMES),
            "束ね方": ["・".join(KINDS[kind] for kind in kinds) for kinds in rows["kinds"]],
            **last,
        }
    )
    return Slide(
        said,
        table.reset_index(drop=True),
        ["「事例」のページで、体制・契約・年度ごとの動きを読めます。"],
        _source(["cases"], f"{text.japanese_date(every['as_of'].max())}現在", "published"),
        _spoken("ほかの地域の例です。", []),
    )


def history(scope: Scope) -> Slide:
    """The national story as a timeline; remarks in brackets at the end are left to the dashboard."""
    events = queries.history()
    said = events["event_ja"].str.replace("（[^（）]*）(?=。$)", "", regex=True).str.rstrip("。")
    colors = {kind: color.lstrip("#") for kind, color in EVENT_COLORS.items()}
    return Slide(
        briefing.history(events["fiscal_year"]),
        Timeline(
            [
                (f"{calendar.short_era_year(year)}\n{year}", event, colors[kind])
                for year, event, kind in zip(events["fiscal_year"], said, events["kind"], strict=True)
            ],
            {name: colors[kind] for kind, name in EVENT_KINDS.items()},
        ),
        [],
        _source(["history"], "各年度", "published"),
        _spoken("国の動きを年度順に並べました。", []),
    )


def next_steps(scope: Scope) -> Slide:
    """The steps of the handbook, and the desks that answer."""
    steps = queries.handbook("step")
    desks = queries.desks()
    names = set(scope.prefectures["prefecture_name"])
    serving = desks[[bool(names & set(served)) for served in desks["prefectures_served"]]]
    national = desks[[len(served) == 0 for served in desks["prefectures_served"]]]
    shown = national if scope.kind == "nation" else serving
    told = [
        f"相談窓口：{desk.office_ja} {desk.section_ja}　電話 {desk.phone}"
        for desk in shown.head(2).itertuples()
    ]
    first = steps.iloc[0]
    return Slide(
        briefing.next_steps(
            f"STEP {first['number']} {first['name_ja']}：{first['text_ja'].rstrip('。')}",
            None if scope.kind == "nation" or len(shown) != 1 else shown["office_ja"].iloc[0],
        ),
        pd.DataFrame(
            {
                "段階": [f"STEP {number}" for number in steps["number"]],
                "名前": steps["name_ja"].to_list(),
                "すること": steps["text_ja"].str.rstrip("。").to_list(),
            }
        ),
        told,
        _source(["handbook", "desks"], first["document_date_ja"], "published"),
        _spoken("群マネの手引きの標準的なステップです。", ["窓口の区域は一般的な管轄です。"]),
    )


SLIDES: dict[str, Callable[[Scope], Slide | None]] = {
    "cover": cover,
    "decline": staff_decline,
    "classes": technical_classes,
    "engineers": engineers,
    "map": burden_map,
    "distribution": burden_distribution,
    "action": action_needed,
    "fifty": fifty_years,
    "money": money,
    "population": population,
    "worst": both_worst,
    "compare": comparison,
    "members": members,
    "partners": partners,
    "cases": cases,
    "history": history,
    "next": next_steps,
}
NAMES_JA = {
    "cover": "表紙と規模",
    "decline": "職員の減少（全国）",
    "classes": "技術系職員の階級（全国）",
    "engineers": "技術職員",
    "map": "職員当たりの橋の地図",
    "distribution": "全国の中の位置",
    "action": "判定区分Ⅲ・Ⅳの橋",
    "fifty": "建設後50年以上（全国）",
    "money": "土木費",
    "population": "人口の見通し",
    "worst": "両方が重い市区町村",
    "compare": "県・全国との比較",
    "members": "構成団体",
    "partners": "連携候補",
    "cases": "事例",
    "history": "国の動き",
    "next": "次の一歩と窓口",
}
_MIDDLE = ["map", "distribution", "action", "fifty", "money", "population"]
ORDER = {
    "nation": ["cover", "decline", "classes", *_MIDDLE, "worst", "cases", "history", "next"],
    "pref": [
        "cover", "decline", "classes", "engineers", *_MIDDLE, "worst", "partners", "cases", "history", "next",
    ],
    "muni": ["cover", "decline", "classes", "engineers", "compare", *_MIDDLE, "worst", "partners", "cases", "history", "next"],
    "group": ["cover", "members", "decline", "classes", "engineers", *_MIDDLE, "worst", "partners", "cases", "history", "next"],
}  # fmt: skip
# Twelve slides, as far as there is something to say.
LEFT_OUT = {
    "nation": {"distribution"},
    "pref": {"decline", "distribution", "history"},
    "muni": {"decline", "distribution", "worst", "fifty", "history"},
    "group": {"decline", "classes", "distribution", "worst", "history"},
}


def _yearly(scope: Scope, series: str, codes: Sequence[str]) -> pd.DataFrame:
    """Years in which all of the codes have a value: as_of, value, indexed by year."""
    rows = queries.yearly(list(codes))
    rows = rows[
        (rows["series"] == series) & (rows["covered"] == rows.loc[rows["series"] == series, "covered"].max())
    ]
    return rows.set_index("year")


def _first(rows: pd.DataFrame, scope: Scope) -> tuple[pd.DataFrame, list[str]]:
    """The first bars that can be read, the municipality itself among them, and a line that says what is left out."""
    if len(rows) <= BARS:
        return rows, []
    top, shown = rows.head(BARS), f"{BARS}団体"
    if scope.kind == "muni" and scope.codes[0] not in set(top["lg_code"]):
        top = pd.concat([rows.head(BARS - 1), rows[rows["lg_code"] == scope.codes[0]]])
        shown = f"{BARS - 1}団体と{scope.where}"
    return top, [
        f"{_region(scope) if scope.kind == 'muni' else scope.where}の{len(rows):,}団体のうち、値の大きい方から{shown}を示しました。"
    ]


def _own_marks(rows: pd.DataFrame, scope: Scope) -> dict[int, str]:
    """The municipality itself in its own colour among those of its prefecture."""
    if scope.kind != "muni":
        return {}
    return {at: ORANGE for at, code in enumerate(rows["lg_code"]) if code == scope.codes[0]}


def _totalled(scope: Scope) -> list[str]:
    return [] if scope.kind == "muni" else ["市区町村の値の合計です。"]


def _uncovered(scope: Scope, covered: pd.DataFrame) -> list[str]:
    if len(covered) == len(scope.own) or covered.empty:
        return []
    return [f"橋の数は、値のある{len(covered):,}団体の合計です（{len(scope.own):,}団体のうち）。"]


def _mark(rows: pd.DataFrame, column: str, scope: Scope) -> str:
    """Date and kind of a sum over municipalities; of one municipality the value is as published."""
    if rows.empty:
        return ""
    kind = text.BASIS["published" if scope.kind == "muni" else "derived"]
    return f"{_days(rows[column])}・{kind}{'' if scope.kind == 'muni' else '（合計）'}"


def _days(days: pd.Series) -> str:
    known = pd.to_datetime(days).dropna()
    if known.empty:
        return ""
    said = dict.fromkeys(text.japanese_date(day) for day in (known.min(), known.max()))
    return "〜".join(said) + "現在"


def _source(
    source_ids: Iterable[str], as_of: str, basis: str | None = None, *, published: bool = False
) -> str:
    """「出典：…｜2024年4月1日現在｜算出値」"""
    rows = queries.sources(list(source_ids))
    named = "；".join(
        ("" if row.is_official else "【非公式】") + row.attribution for row in rows.itertuples()
    )
    kinds = "・".join(
        text.BASIS[one] for one in (["published"] if published else []) + ([basis] if basis else [])
    )
    return "｜".join(part for part in (f"出典：{named}", as_of, kinds) if part)


def _printed(figure: pd.Series) -> str:
    return f"出典：{figure['document_ja']}｜{figure['as_of_ja']}現在｜公表値"


def _spoken(lead: str, caveats: Iterable[str]) -> str:
    return "\n".join([lead, *(f"・{one}" for one in caveats)])
