"""The validation of the estimate of technical staff as statements a reader understands."""

import pandas as pd

from analysis.estimate_validation import FEW_COUNTS, ClassShare, HeldOutPrediction, Scores, Validation
from analysis.staffing_model import ARCHITECTURAL, CIVIL, CIVIL_SHARE, KINDS, TECHNICAL, Share

COLUMNS = ["name_ja", "value", "unit", "note_ja"]
OCCUPATIONS = {TECHNICAL: "技術系職員", CIVIL: "土木技師", ARCHITECTURAL: "建築技師"}
PREFECTURES = {"04": "宮城県", "29": "奈良県"}
KINDS_JA = {"city": "市・特別区", "town": "町", "village": "村"}

Statement = tuple[str, float, str, str]


def statements(measured: Validation) -> pd.DataFrame:
    """One row per statement: name_ja, value, unit, note_ja."""
    rows = [
        *[_share(one) for one in measured.shares],
        *_counts(measured),
        *_by_size(measured),
        *_others(measured),
        *_assumptions(measured),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _share(one: ClassShare) -> Statement:
    """A published share beside the model's."""
    share, name = one.share, OCCUPATIONS[one.share.occupation]
    if share.limit:
        note = f"公表値「約半数」を {share.share:.0%} とみて合わせた。"
        return f"{name}が{share.limit}人以下の市区町村の割合", one.reached * 100, "%", note
    if share.is_exact:
        printed = round(share.share * one.municipalities)
        note = f"公表値 {printed}団体（{one.municipalities}団体のうち）に合わせた。"
        return f"{name}が0人の{_class_ja(share)}の数", one.reached * one.municipalities, "団体", note
    note = (
        f"資料の言葉を {share.share:.1%} とみて、標準偏差{share.tolerance * 100:.0f}ポイントの幅でゆるく合わせた。"
        f"使わずに予測すると {one.unseen:.1%}。"
    )
    return f"{name}が0人の割合（{_class_ja(share)}）", one.reached * 100, "%", note


def _class_ja(share: Share) -> str:
    if share.kinds != KINDS:
        return "・".join(KINDS_JA[kind] for kind in share.kinds)
    above = f"{share.population_from:,.0f}人以上" if share.population_from else ""
    return f"人口{above}{share.population_below:,.0f}人未満"


def _counts(measured: Validation) -> list[Statement]:
    """How the counts were predicted without them."""
    model, naive = measured.model, measured.naive
    how = "1団体" if measured.counts <= FEW_COUNTS else "5分の1"
    left_out = f"{how}ずつ除いて、残りから予測した結果。"
    scores = (
        ("80%区間に実数が入った割合", "coverage", 100, "%", "80%に近いほどよい。"),
        ("80%区間の幅（平均）", "width", 1, "人", ""),
        (
            "区間スコア（1団体当たり）",
            "interval_score",
            1,
            "人",
            "幅と、外れた人数の10倍の和。小さいほどよい。",
        ),
        ("中央値と実数の差（絶対値の平均）", "absolute_error", 1, "人", ""),
        ("対数スコア（1団体当たり）", "log_score", 1, "", "0に近いほどよい。"),
        ("0人の確率の二乗誤差（ブライアスコア）", "brier", 1, "", "0に近いほどよい。"),
    )
    zeros = f"{left_out}実際は{_whole(model.zeros)}団体。土木技師だけの実数は、土木技師が0人の確率で数える。"
    return [
        ("当てはめに使った実数", measured.counts, "団体", f"1団体の平均は {measured.mean_count:.1f}人。"),
        *[
            (
                name,
                getattr(model, field) * scale,
                unit,
                f"{left_out}{meaning}職員数に比例するだけの予測では {getattr(naive, field) * scale:.2f}{unit}。",
            )
            for name, field, scale, unit, meaning in scores
        ],
        ("実数のある団体のうち0人と見込む数（確率の合計）", model.expected_zeros, "団体（小数）", zeros),
    ]


def _by_size(measured: Validation) -> list[Statement]:
    halves = (("小さい", measured.small), ("大きい", measured.large))
    return [
        (
            f"80%区間に実数が入った割合（職員数の{name}半分）",
            scores.coverage * 100,
            "%",
            _of_half(scores),
        )
        for name, scores in halves
    ]


def _of_half(scores: Scores) -> str:
    return (
        f"区間の幅は平均 {scores.width:.1f}人、区間スコアは {scores.interval_score:.1f}人。"
        f"0人と見込む数は {scores.expected_zeros:.1f}、実際は{_whole(scores.zeros)}団体、0人の確率の二乗誤差は {scores.brier:.3f}。"
    )


def _others(measured: Validation) -> list[Statement]:
    """What is known of places that are not among the counts."""
    reports = measured.reports
    return [
        *[_held_out(one) for one in measured.held_out],
        (
            "職員がいると記事から分かる団体のうち0人と見込む数（確率の合計）",
            reports.expected_zeros,
            "団体（小数）",
            f"{reports.present}団体のうち。実際は0。採用の紹介記事がある団体に偏る。当てはめに使っていない。",
        ),
        (
            "記事に人数がある団体のうち80%区間に入った数",
            reports.inside,
            "団体",
            f"{reports.numbers}件のうち。定員管理調査によらない人数で、当てはめに使っていない。",
        ),
    ]


def _held_out(one: HeldOutPrediction) -> Statement:
    published = one.published
    prefecture = PREFECTURES[published.prefecture_code]
    people = f"{published.limit}人以下" if published.limit else "0人"
    is_inside = one.low <= published.municipalities <= one.high
    return (
        f"{prefecture}で{OCCUPATIONS[published.occupation]}が{people}の市町村数の予測",
        one.mean,
        "市町村",
        f"80%区間 {one.low}〜{one.high}。資料の値は {published.municipalities}市町村で、区間に"
        f"{'入る' if is_inside else '入らない'}。{prefecture}の値は当てはめに使っていない。",
    )


def _assumptions(measured: Validation) -> list[Statement]:
    """What the estimate knows, and what its assumptions matter."""
    return [
        (
            "「約半数が5人以下」を45%・55%とみたときの確率の変化（最大）",
            measured.few_effect * 100,
            "ポイント",
            "0人の確率と5人以下の確率のうち、最も変わる団体の値。",
        ),
        (
            "土木技師の割合の仮定を変えたときの確率の変化（最大）",
            measured.civil_share_effect * 100,
            "ポイント",
            f"技術系職員に占める土木技師の割合 {CIVIL_SHARE:.0%} は仮定。これを10ポイント上下させた。",
        ),
        (
            "0人の確率と職員数の順位相関",
            measured.correlation_with_staff,
            "",
            "−1に近いほど、確率は職員数の順のとおり。推計は主に規模の地図である。",
        ),
        (
            "実数を1つも使わない推計との順位相関",
            measured.correlation_without_counts,
            "",
            "1に近いほど、実数は順位をほとんど変えていない。",
        ),
    ]


def _whole(number: float) -> str:
    return "—" if pd.isna(number) else f"{number:.0f}"
