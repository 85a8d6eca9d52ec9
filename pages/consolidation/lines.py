"""Lines on the map that a reader brings as GeoJSON: read where they can harm nobody."""

from collections.abc import Callable
from typing import TypeVar

from analysis.road_network import NotRead
from dashboard.forms import uploads

PRIVATE = "読み込んだファイルは、この画面を開いている間だけ使います。サーバーには保存せず、記録もしません。"
Lines = TypeVar("Lines")


def read(of_geojson: Callable[[bytes], Lines], name: str, content: bytes) -> Lines:
    """What `of_geojson` makes of a file. Raises Refused; the message is one Japanese sentence."""
    uploads.must_be_harmless(name, content)
    if len(content) > uploads.MAX_TEXT_BYTES:
        raise uploads.Refused(f"{name}：GeoJSON は{uploads.MAX_TEXT_BYTES / 1e6:,.0f}MBまで取り込めます。")
    try:
        return of_geojson(content)
    except NotRead as problem:
        raise uploads.Refused(f"{name}：{problem}") from problem
