"""What a region is divided by: what a group must reach, and the settings the reader chooses."""

import re
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis import hub_capacity
from dashboard import queries
from dashboard.runtime import place
from dashboard.shared import finder, text
from pages.groups import by_hand, hubs

MOST_PREFECTURES, MOST_OTHERS, MOST_RULES = 4, 60, 20
LARGEST_DISTANCE_KM = 80  # of ways; those beyond 100 km are not held
RULES = {"j": "同じグループ", "s": "別のグループ"}
CONDITION = re.compile(r"prefs|also|cap|km|most|seconds|rules|need_[a-z_]+|hub[a-z_]*")
RULE = re.compile(r"([js])(\d{6})-(\d{6})")


@dataclass(frozen=True)
class Capacity:
    """What a group must reach together: column of queries.group_facts, usual threshold, kind of value."""

    own_label_ja: str | None
    column: str
    unit: str
    usual: int
    as_of: str
    basis: str
    must_be_known: bool = False
    load: str | None = (
        None  # where not the capacity counts, but how much of this comes to `per` of it at most
    )
    per: int = 1

    @property
    def label_ja(self) -> str:
        """As the metric of the column declares it, where none is given here."""
        return self.own_label_ja or queries.metric(self.column)["label_ja"]

    def is_known(self, rows: pd.DataFrame) -> bool:
        """Whether every value that must be known is."""
        columns = [self.column] * self.must_be_known + ([] if self.load is None else [self.load])
        return bool(rows[columns].notna().all(axis=None))

    def of(self, rows: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:
        """What counts of each row, or of each group (index as rows): an amount, or the load per capacity."""
        names = [self.column] if self.load is None else [self.column, self.load]
        amounts = rows[names].astype(float)
        if groups is not None:
            amounts = amounts.fillna(0).groupby(groups).sum()
        if self.load is None:
            return amounts[self.column]
        return (amounts[self.load] / amounts[self.column].where(amounts[self.column] > 0) * self.per).round(1)

    def is_short(self, values: pd.Series, needed: float) -> pd.Series:
        """Which values miss what is needed: too little, or too much to bear; unknown ones do."""
        return ~(values >= needed if self.load is None else values <= needed)

    def wanted_ja(self, needed: float) -> str:
        return f"{self.label_ja} {needed:,.0f}{self.unit}{'以上' if self.load is None else '以下'}"


CAPACITIES = {
    "staff": Capacity(None, "general_admin_staff", "人", 500, "general_admin_staff_as_of", "published"),
    "civil": Capacity(
        "土木技師数（実数）", "civil_engineers", "人", 10, "civil_engineers_as_of", "published", True
    ),
    "estimate": Capacity(
        "技術系職員数（推計の中央値）", "every_estimate", "人", 20, "estimate_as_of", "estimated", True
    ),
    "bridges": Capacity(None, "bridges_managed", "橋", 500, "bridges_as_of", "published"),
    "bridges_per_staff": Capacity(
        "職員100人当たりの橋",
        "general_admin_staff",
        "橋",
        100,
        "bridges_as_of",
        "derived",
        load="bridges_managed",
        per=100,
    ),
    "bridges_per_engineer": Capacity(
        "土木技師1人当たりの橋",
        "civil_engineers",
        "橋",
        50,
        "bridges_as_of",
        "derived",
        must_be_known=True,
        load="bridges_managed",
    ),
    "population": Capacity("人口", "population", "人", 50_000, "population_as_of", "published"),
}


@dataclass(frozen=True)
class Settings:
    """Everything the program is given; two equal ones have one answer."""

    codes: tuple[str, ...]
    capacity: str
    needed: float
    max_distance_km: float
    max_members: int | None
    must_join: tuple[tuple[str, str], ...]
    must_separate: tuple[tuple[str, str], ...]
    seconds: int
    hub: str = "none"
    hub_needed: float = 0


def pick_area(facts: pd.DataFrame) -> pd.DataFrame:
    """Let the reader choose prefectures and single municipalities, across borders; their rows."""
    prefectures = queries.prefectures().set_index("prefecture_code")["prefecture_name"].to_dict()
    names = finder.names()
    place.start("prefs", place.stated("pref"))
    left, right = st.columns(2)
    with left:
        chosen = place.pick_many(
            "分ける都道府県",
            "prefs",
            prefectures,
            most=MOST_PREFECTURES,
            empty=f"{MOST_PREFECTURES}つまで",
        )
    with right:
        others = finder.pick_municipalities(
            "加える市区町村",
            "also",
            names,
            most=MOST_OTHERS,
            empty="県境をまたぐときなど",
            hint="都道府県を選ばずに、市区町村だけを選ぶこともできます。",
        )
    return facts[facts["prefecture_code"].isin(chosen) | facts["lg_code"].isin(others)]


def pick_settings(area: pd.DataFrame) -> Settings:
    """Let the reader say what a group must be."""
    offered = {code: one.label_ja for code, one in CAPACITIES.items() if one.is_known(area)}
    if area["civil_engineers"].notna().all():
        offered.pop("estimate", None)  # an estimate steps back where a count is known
    first, second, third, fourth, fifth = st.columns([3, 2, 2, 2, 2])
    with first:
        kind = place.pick("そろえる体制", "cap", offered, default="staff")
    capacity = CAPACITIES[kind]
    with second:
        asked_ja = "1グループに必要な数" if capacity.load is None else "上限"
        needed = place.pick_number(
            f"{asked_ja}（{capacity.unit}）", f"need_{kind}", 1, 10_000_000, capacity.usual
        )
    with third:
        distance = place.pick_number(
            "拠点までの上限（km）",
            "km",
            1,
            LARGEST_DISTANCE_KM,
            40,
            help="役所間の道のり（概算）です。実際の道路より短くなります。",
        )
    with fourth:
        most = place.pick_number("団体数の上限", "most", 1, 60, None, placeholder="なし")
    with fifth:
        seconds = place.pick_number("制限時間（秒）", "seconds", 5, 120, 30)
    _notes_on(capacity, area)
    hub, hub_needed = hubs.pick(area, expected_groups(capacity, area, float(needed)))
    rules = _pick_rules(area)
    join, apart = ([pair[1:] for pair in rules if pair[0] == kind_of] for kind_of in RULES)
    return Settings(
        codes=tuple(area["lg_code"]),
        capacity=kind,
        needed=float(needed),
        max_distance_km=float(distance),
        max_members=None if most is None else int(most),
        must_join=tuple(join),
        must_separate=tuple(apart),
        seconds=int(seconds),
        hub=hub,
        hub_needed=hub_needed,
    )


def expected_groups(capacity: Capacity, area: pd.DataFrame, needed: float) -> int:
    """How many groups an area might have by what each needs; of a limit of load, as many as of 500 staff."""
    if capacity.load is not None:
        capacity, needed = CAPACITIES["staff"], CAPACITIES["staff"].usual
    return hub_capacity.groups_expected(float(area[capacity.column].sum()), needed, len(area))


def _notes_on(capacity: Capacity, area: pd.DataFrame) -> None:
    """How much of the capacity there is, as of when, and what is not offered."""
    unknown = int(area[capacity.column].isna().sum())
    caption = (
        f"{len(area)}団体の{'合計' if capacity.load is None else capacity.label_ja + 'は全体で'} "
        f"{capacity.of(area, pd.Series('', index=area.index)).iloc[0]:,.0f}{capacity.unit}"
        f"（{by_hand.dates(area, capacity.as_of)}現在、{text.BASIS[capacity.basis]}）"
    )
    if unknown:
        caption += f"。値のない{unknown}団体は0として扱います"
    if capacity.basis == "estimated":
        caption += (
            "。中央値の合計は、合計の中央値ではありません。実数のある団体も、そろえるために推計で数えます"
        )
    counted = int(area["civil_engineers"].notna().sum())
    if counted < len(area):
        caption += f"。土木技師数は、全団体に実数があるときに選べます（いま {counted}/{len(area)}団体）"
    st.caption(caption + "。")


def _pick_rules(area: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Let the reader name pairs that must or must not share a group: kind (j, s) and two codes."""
    several = area["prefecture_code"].nunique() > 1
    names = (
        area["prefecture_name"] + " " + area["municipality_name"] if several else area["municipality_name"]
    )
    names = names.set_axis(area["lg_code"]).to_dict()
    labels = {}
    for code in place.stated("rules"):
        found = RULE.fullmatch(code)
        if found and {found[2], found[3]} <= set(names) and found[2] != found[3]:
            labels[code] = f"{names[found[2]]}と{names[found[3]]}：{RULES[found[1]]}"
    with st.expander(
        f"同じグループ・別のグループにする組の指定（{len(labels)}組）",
        expanded=bool(labels),
        icon=":material/link:",
    ):
        one, other, kind, button = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
        with one:
            first = st.selectbox(
                "団体", list(names), format_func=names.get, index=None, placeholder="選ぶ", key="rule_1"
            )
        with other:
            second = st.selectbox(
                "相手", list(names), format_func=names.get, index=None, placeholder="選ぶ", key="rule_2"
            )
        with kind:
            wanted = st.segmented_control(
                "条件", list(RULES), format_func=RULES.get, default="j", required=True, key="rule_kind"
            )
        with button:
            st.button(
                "加える",
                disabled=first is None or second is None or first == second,
                on_click=_add_rule,
                args=(wanted, first, second),
            )
        rules = place.pick_many("指定した組", "rules", labels, most=MOST_RULES, empty="なし")
    return [RULE.fullmatch(code).groups() for code in rules]


def _add_rule(kind: str, first: str, second: str) -> None:
    place.choose_many("rules", dict.fromkeys([*place.stated("rules"), f"{kind}{first}-{second}"]))


def conditions() -> dict[str, str]:
    """The choices on this tab as the address has them."""
    named = {name: code for name, code in st.query_params.items() if CONDITION.fullmatch(name)}
    return {"prefs": ",".join(place.stated("prefs")), **named} if place.stated("prefs") else named


def in_short(settings: Settings) -> str:
    """The settings in one line."""
    most = "" if settings.max_members is None else f"、{settings.max_members}団体まで"
    return f"{CAPACITIES[settings.capacity].wanted_ja(settings.needed)}、拠点まで{settings.max_distance_km:,.0f}km以内{most}"


def in_sentences(settings: Settings) -> list[str]:
    """The settings as sentences, for files taken away."""
    capacity = CAPACITIES[settings.capacity]
    most = "なし" if settings.max_members is None else f"{settings.max_members}団体"
    return [
        f"必要な体制：{capacity.wanted_ja(settings.needed)}（{text.BASIS[capacity.basis]}）。",
        f"拠点までの道のり（概算）の上限：{settings.max_distance_km:,.0f} km（役所から境界を通って役所まで）。団体数の上限：{most}。",
        hubs.in_words(settings.hub, settings.hub_needed),
        f"同じグループの指定 {len(settings.must_join)}組、別のグループの指定 {len(settings.must_separate)}組。",
        "グループは、陸の境界か自動車の通れる橋・トンネルでひと続き。拠点までの道のりの合計が最も短い分け方（算出値）。",
    ]
