"""Controls shared by the pages: pickers of places, metrics and kinds, and the link to the comparison."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import queries
from dashboard.runtime import place, window
from dashboard.runtime.cache import cached
from dashboard.shared import finder, text

POPULATION_CLASSES = {
    "under5k": ("5千人未満", 0, 5_000),
    "5k": ("5千〜1万人", 5_000, 10_000),
    "10k": ("1万〜3万人", 10_000, 30_000),
    "30k": ("3万〜5万人", 30_000, 50_000),
    "50k": ("5万〜10万人", 50_000, 100_000),
    "100k": ("10万〜30万人", 100_000, 300_000),
    "300k": ("30万人以上", 300_000, float("inf")),
}
MOST_COMPARED = 8


def carry_place() -> None:
    """Carry prefecture and municipality through every page; a municipality implies its prefecture, a prefecture lets go of those
    elsewhere, and of what there is not the reader is told."""
    prefectures = queries.prefectures().set_index("prefecture_code")["prefecture_name"]
    for name, known in (("pref", prefectures.index), ("muni", queries.names())):
        asked = place.explicit(name)
        if asked and asked not in known:
            place.refuse(name, [asked])
            place.choose(name, None)
    pref, muni = place.explicit("pref"), place.explicit("muni")
    if muni:
        if pref not in (None, muni[:2]):
            place.refuse("pref", [pref], f"市区町村に合わせて、都道府県を{prefectures[muni[:2]]}にしました")
        place.choose("pref", muni[:2])
    elif pref and [code for code in place.stated("muni") if code[:2] != pref]:
        place.choose("muni", None)
    place.carry("pref", "muni")


def filters(label_ja: str) -> DeltaGenerator:
    """Where filters stand: open on a wide screen, folded under a label on a narrow one, so that the map comes first."""
    if window.is_narrow():
        return st.expander(label_ja, icon=":material/tune:")
    return st.container()


def pick_prefecture() -> pd.Series | None:
    """Let the reader narrow the page to one prefecture; None is the whole country."""
    prefectures = queries.prefectures().set_index("prefecture_code", drop=False)
    names = prefectures["prefecture_name"].to_dict()
    code = place.pick("都道府県", "pref", names, empty="全国", lets_go="muni")
    return None if code is None else prefectures.loc[code]


def pick_municipality(prefecture: pd.Series | None) -> pd.Series | None:
    """Let the reader choose one municipality; one outside the prefecture goes there."""
    code = place.chosen("muni", queries.names())
    muni = None if code is None else queries.municipalities().set_index("lg_code", drop=False).loc[code]
    finder.pick_municipality(
        muni, None if prefecture is None else prefecture["prefecture_code"], choose_municipality
    )
    return muni


def pick_place() -> tuple[pd.Series | None, pd.Series | None]:
    """Let the reader choose a prefecture and a municipality."""
    left, right = st.columns(2)
    with left:
        prefecture = pick_prefecture()
    with right:
        muni = pick_municipality(prefecture)
    return prefecture, muni


def choose_prefecture(prefecture_code: str) -> None:
    """Choose the prefecture a reader clicked, and let go of the municipality."""
    place.choose("pref", prefecture_code)
    place.choose("muni", None)


def choose_municipality(lg_code: str | None) -> None:
    """Choose what the reader clicked, and its prefecture with it."""
    if lg_code is not None:
        place.choose("muni", lg_code)
        place.choose("pref", lg_code[:2])


def pick_metric(
    topic: str,
    name: str = "metric",
    label: str = "指標",
    default: str | None = None,
    only: list[str] | None = None,
    further: Sequence[str] = (),
) -> pd.Series:
    """Let the reader choose one of a topic's metrics (after them those of further topics), or one of those named."""
    metrics, labels = _metrics(topic, further, only)
    return metrics.loc[place.pick(label, name, labels, default=default or next(iter(labels)))]


@cached
def _metrics(
    topic: str, further: Sequence[str], only: list[str] | None
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The metrics by their id, and what each is called."""
    metrics = pd.concat([queries.metrics(one) for one in (topic, *further)])
    metrics = metrics.set_index("metric_id", drop=False)
    if only is not None:
        metrics = metrics.loc[only]
    is_held = metrics["municipalities_covered"] > 0
    labels = metrics["label_ja"].where(is_held, metrics["label_ja"] + "（未収録）").to_dict()
    return metrics, labels


def pick_kind(values: pd.DataFrame) -> pd.Series:
    """Let the reader keep municipalities of one population class and one type, side by side; which rows pass."""
    sizes = {code: label for code, (label, *_) in POPULATION_CLASSES.items()}
    left, right = st.columns(2)
    with left:
        size = place.pick("人口規模", "size", sizes, empty="すべて")
    with right:
        kind = place.pick("団体の種類", "type", text.MUNICIPALITY_TYPES, empty="すべて")
    passing = pd.Series(True, index=values.index)
    if size is not None:
        _, low, high = POPULATION_CLASSES[size]
        passing &= values["population"].between(low, high, inclusive="left")
    if kind is not None:
        passing &= values["municipality_type"] == kind
    return passing


def in_prefecture(values: pd.DataFrame, prefecture: pd.Series | None) -> pd.Series:
    """Which rows lie in the prefecture; all when none is chosen."""
    if prefecture is None:
        return pd.Series(True, index=values.index)
    return values["prefecture_code"] == prefecture["prefecture_code"]


def where(prefecture: pd.Series | None) -> str:
    """What the municipalities of a prefecture, or all of them, are called together."""
    return "全国" if prefecture is None else prefecture["prefecture_name"]


def compare_link(*whom: str, label: str = "比較に加える") -> None:
    """The way to the comparison, with these municipalities or groups (place.group_code) beside those chosen there before."""
    others = [code for code in place.stated("compare") if code not in whom]
    codes = [*others, *whom][-MOST_COMPARED:]
    st.page_link(
        "pages/compare/page.py",
        label=label,
        icon=":material/bar_chart:",
        query_params={"compare": ",".join(codes)},
    )
