"""docs/SOURCES.md, written from the declared sources: python -m etl.source_list."""

from collections.abc import Callable, Iterable
from pathlib import Path

from etl import source
from etl.source import Source

DOCUMENT = Path(__file__).parents[1] / "docs" / "SOURCES.md"
HEADING = """\
# 資料の一覧

<!-- 自動で作る文書です。etl/sources/ の YAML を直し、python -m etl.source_list で作り直してください。 -->

データの権利は各公表者にあり、利用条件は資料ごとに異なります。「確認中」は、利用条件をまだ確かめられていないことを示します。
使い方は [README](../README.md)、資料の足し方は [CONTRIBUTING](../CONTRIBUTING.md) にあります。
"""
Group = tuple[str, str, Callable[[Source], bool]]
GROUPS: tuple[Group, ...] = (
    (
        "同梱する資料",
        "公表された表を整えて `data/snapshot/` に入れています。",
        lambda one: one.is_in_snapshot,
    ),
    (
        "取得して使う資料",
        "同梱せず、`python -m etl fetch SOURCE_ID` で取得したときに使います。",
        lambda one: not one.shipped and not one.imported,
    ),
    (
        "利用者が持ち込む資料",
        "手元のファイルを `data/raw/` に置くか、`/import` から取り込みます。",
        lambda one: one.imported,
    ),
    (
        "公表資料から書き写した事実",
        "`data/reference/` に、1件ごとに資料の題名と日付を付けて収めています。",
        lambda one: one.reference,
    ),
)
COLUMNS = ("資料", "`SOURCE_ID`", "公表者", "収録範囲", "時点", "利用条件")


def markdown(sources: Iterable[Source]) -> str:
    """The document that lists sources: one table per way they come in, in the order given."""
    declared = list(sources)
    return "\n".join([HEADING, *(_section(group, declared) for group in GROUPS)])


def _section(group: Group, declared: list[Source]) -> str:
    title, explanation, belongs = group
    rows = [_row(_cells(one)) for one in declared if belongs(one)]
    return "\n".join(
        [f"## {title}\n\n{explanation}\n", _row(COLUMNS), "|---" * len(COLUMNS) + "|", *rows, ""]
    )


def _cells(one: Source) -> tuple[str, ...]:
    title = f"[{one.title_ja}]({one.page})" + ("" if one.official else "（非公式）")
    licence = f"[{one.licence['name']}]({one.licence['url']})"
    return title, f"`{one.source_id}`", one.publisher, one.covers_ja, _dates(one), licence


def _dates(one: Source) -> str:
    """The first and last date that the editions describe."""
    dates = sorted(edition.as_of for edition in one.editions if edition.as_of)
    if not dates:
        return "ファイルによる"
    return f"{dates[0]}" if dates[0] == dates[-1] else f"{dates[0]}〜{dates[-1]}（{len(dates)}版）"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "｜").strip() for cell in cells) + " |"


if __name__ == "__main__":
    DOCUMENT.write_text(markdown(source.load_all()), "utf-8")
