"""「この図の読み方」: one sentence for each kind of chart and map. What is drawn says which kind it is, so that no page repeats it."""

from collections.abc import Sequence

import pydeck as pdk
from plotly.graph_objects import Figure

MISSING = "斜線はデータのない所です"
SPOTS = "spots"  # id of a layer of counts on a grid
SENTENCES = {
    "bars": "棒が右へ長いほど、値が大きいことを示します。",
    "columns": "棒が高いほど、値が大きいことを示します。",
    "side_by_side": "並んだ棒が同じ項目の値で、色の違いは凡例のとおりです。長い棒ほど値が大きいことを示します。",
    "differences": "0の線から右へ延びる棒はプラス、左へ延びる棒はマイナスで、長いほど差が大きいことを示します。",
    "stacked": "1本の棒の全体が合計で、色ごとの長さがその内訳です。",
    "histogram": "横軸は値の区切り、棒の高さはその区切りに入るものの数（縦軸）です。縦の線があれば、その値の位置です。",
    "lines": "左から右へ時が進み、線の高さがその時の値です。点線や帯があれば、見込みとその幅です。",
    "heatmap": "行と列が交わるマスの色が濃いほど、数が多いことを示します。",
    "spans": "横軸は時で、帯の左端が始まり、右端が終わりです。",
    "events": "印1つが1つの出来事で、年や月の目盛りに合わせた位置がその時期です。",
    "ranges": "線の左端から右端までが幅で、点が中ほどの値です。右ほど値が大きいことを示します。",
    "tornado": "棒が長い前提ほど結果を大きく動かします。縦の実線が、いまの前提での結果です。",
    "quadrants": "点1つが1つの市区町村です。右ほど横軸の値、上ほど縦軸の値が大きく、点線（中央値）より右上が、どちらも重い所です。",
    "before_after": "点1つが1つの市区町村またはグループで、右ほど値が大きく、赤い点は点線の基準に合わない所です。",
    "network": "左が発注者、右が受注者で、線が太いほど契約の件数が多いことを示します。",
    "ladder": "右ほど包括の程度が大きく、丸がいま、ひし形が目指す姿です。",
    "shades": f"色が濃いほど、手当ての必要が大きい側（良し悪しのない指標では、値が大きい側）です。{MISSING}。",
    "changes": "中ほどの薄い色は変化がないか小さい所で、両端の濃い色ほど変化が大きい所です。どちらが増減かは凡例のとおりです。",
    "two_burdens": f"2つの指標をそれぞれ中央値で分けた4色で、凡例の右上の色が、どちらも重い市区町村です。{MISSING}。",
    "categories": "色は凡例の種類の違いで、濃さは大小を示しません。",
    "groups": "同じ色で隣り合う市区町村が1つのグループで、色の違いは大小を示しません。",
    "places": "点1つが1つの施設の位置で、色は図の下の凡例のとおりです。",
    "spots": "点1つが丸めた位置の1か所で、大きいほど件数が多く、色は図の下の凡例のとおりです。",
    "arcs": "線1本が1つの候補との組み合わせで、太く濃い線ほど点数が高い候補です。",
}


def of_figure(figure: Figure) -> str:
    """How a chart is read: by the kind it was given (figures.figure), else by what is drawn in it."""
    return SENTENCES[figure.layout.meta or _kind(figure)]


def of_layers(layers: Sequence[pdk.Layer]) -> str:
    """How a map of points or lines is read."""
    if any(layer.id == SPOTS for layer in layers):
        return SENTENCES["spots"]
    return SENTENCES["arcs" if any(layer.type == "ArcLayer" for layer in layers) else "places"]


def _kind(figure: Figure) -> str:
    bars = [trace for trace in figure.data if trace.type == "bar"]
    if any(trace.type == "heatmap" for trace in figure.data):
        return "heatmap"
    if not bars:
        return "lines"
    if any(trace.base is not None for trace in bars):
        return "spans"
    if figure.layout.barmode == "stack" and len(bars) > 1:
        return "stacked"
    return _kind_of_bars(figure)


def _kind_of_bars(figure: Figure) -> str:
    """Of bars that stand or lie on one line, each a value of its own."""
    bars = [trace for trace in figure.data if trace.type == "bar"]
    is_lying = bars[0].orientation == "h"
    if not is_lying and bars[0].width is not None:
        return "histogram"
    if is_lying and any(value < 0 for trace in bars for value in trace.x):
        return "differences"
    names = [name for trace in bars for name in (trace.y if is_lying else trace.x)]
    if len(set(names)) < len(names):
        return "side_by_side"
    return "bars" if is_lying else "columns"
