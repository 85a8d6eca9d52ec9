"""A map of municipalities in groups: one colour per group, centres in bold, those in no group dark."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis import group_parts
from dashboard import queries
from dashboard.maps import metric_map
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, MapView, choropleth
from dashboard.shared import national_map, theme

NOBODY, LEFT_OUT = "#E9EBEE", "#4B4F57"
NOTE_JA = "隣り合う群は違う色にしています。離れた群が同じ色のこともあります。"


def classes_of(assignment: pd.DataFrame, left_out: Sequence[str]) -> dict[str, int]:
    """The number of the colour of every municipality: of theme.GROUP_COLORS, one more for those in no group. As `draw` takes them."""
    links = queries.links([*assignment["lg_code"], *left_out])
    colour = group_parts.colours(assignment, links, len(theme.GROUP_COLORS))
    own = assignment.set_index("lg_code")["hub_lg_code"].map(colour).astype(int).to_dict()
    return own | dict.fromkeys(left_out, len(theme.GROUP_COLORS))


def draw(
    facts: pd.DataFrame,
    assignment: pd.DataFrame,
    names: Mapping[str, str],
    hover: Sequence[HoverColumn],
    *,
    key: str,
    note: str,
    left_out: Sequence[str] = (),
    left_out_ja: str = "どの群にも入らない団体",
    centres: Sequence[str] = (),
    group_ja: str = "群",
    height: int = 560,
) -> None:
    """Draw the groups of a region.

    facts: as queries.group_facts, all municipalities, indexed by lg_code. assignment: lg_code, hub_lg_code (any member that stands for
    its group). names: what each group is called, by hub_lg_code. centres: members drawn in bold. hover: values of all municipalities.
    """
    codes = [*assignment["lg_code"], *left_out]
    hubs = assignment.set_index("lg_code")["hub_lg_code"]
    classes = (facts["lg_code"].map(classes_of(assignment, left_out)) + 1).fillna(0)
    marks = {
        int(facts.loc[code, "outline_index"]): f"{group_ja}：{names[hub]}"
        + ("（拠点）" if code in centres else "")
        for code, hub in hubs.items()
    } | {int(facts.loc[code, "outline_index"]): left_out_ja for code in left_out}
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=classes.to_list(),
            hover=hover,
            legend=Legend(
                f"色は{group_ja}ごと",
                [NOBODY, *theme.GROUP_COLORS, LEFT_OUT],
                ["", *[""] * len(theme.GROUP_COLORS), left_out_ja if left_out else ""],
                kind="groups",
            ),
            note=note,
            marks=marks,
            description=f"{group_ja}を塗り分けた地図。同じ内容は下の表にあります。",
        ),
        key=key,
        view=MapView(
            height=height,
            chosen=sorted(centres),
            bounds=_bounds(facts.loc[codes]),
            within=facts["lg_code"].isin(codes).to_list(),
        ),
    )


def _bounds(area: pd.DataFrame) -> tuple[float, float, float, float]:
    """West, south, east, north: of the prefectures' main land where whole prefectures are shown, else of the municipalities."""
    prefectures = queries.prefectures().set_index("prefecture_code")
    edges = []
    for code, own in area.groupby("prefecture_code"):
        is_whole = len(own) == prefectures.loc[code, "municipalities"]
        edges.append(
            metric_map.view(prefectures.loc[code])
            if is_whole
            else (own["west"].min(), own["south"].min(), own["east"].max(), own["north"].max())
        )
    west, south, east, north = zip(*edges, strict=True)
    return float(min(west)), float(min(south)), float(max(east)), float(max(north))
