"""Figures of partner candidates: each function turns a table into one Plotly figure and does nothing else."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared.figures import figure

PARTS_JA = {
    "proximity": "近さ",
    "functional_ties": "生活圏のつながり",
    "existing_ties": "行政のつながり",
    "facility_likeness": "施設と規模の近さ",
    "capacity": "体制の補い合い",
    "finance_outlook": "財政と将来人口の近さ",
}
PART_COLORS = dict(
    zip(PARTS_JA, ["#00118F", "#3460FB", "#8FB0FA", "#0B8A8A", "#E2851B", "#B9A2D8"], strict=True)
)


def stacked_parts(candidates: pd.DataFrame, added: pd.DataFrame) -> go.Figure:
    """The score of each candidate (0–100) as the sum of its parts, the first on top.

    candidates: rank, label (distinct), score (0–1), the parts (0–1, null where unknown). added: per part what it adds (0–1), same
    rows.
    """
    labels = candidates["label"].to_list()
    bars = [
        go.Bar(
            x=(added[part] * 100).round(2),
            y=labels,
            orientation="h",
            name=label,
            marker_color=PART_COLORS[part],
            customdata=["不明" if pd.isna(value) else f"{value * 100:.0f}点" for value in candidates[part]],
            hovertemplate=f"%{{y}}<br>{label} %{{customdata}}（総合点のうち %{{x:.1f}}点）<extra></extra>",
        )
        for part, label in PARTS_JA.items()
    ]
    totals = go.Scatter(
        x=candidates["score"] * 100,
        y=labels,
        mode="text",
        text=[f" {score * 100:.0f}" for score in candidates["score"]],
        textposition="middle right",
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    return figure(
        *bars,
        totals,
        height=27 * len(candidates) + 130,
        x_title="総合点（点）",
        barmode="stack",
        bargap=0.25,
        legend={"traceorder": "normal", "font": {"size": 12}, "entrywidth": 148},
        margin={"r": 34},
        xaxis={"range": [0, 106]},
        yaxis={"autorange": "reversed", "tickfont": {"size": 13}},
    )
