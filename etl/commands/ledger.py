"""python -m etl ledger: one owner's ledger read, shown as understood, and taken in where asked."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from analysis.ledger import stored_as
from etl import ledger_file
from etl.commands import arguments, imports

REASONS_SHOWN = 20


def add(commands: arguments.Commands) -> None:
    added = arguments.command(commands, "ledger", run_ledger, "手元の台帳を読み、どう読めたかを示します")
    added.add_argument("file", type=Path)
    added.add_argument("--kind", choices=list(ledger_file.KINDS), default="bridge", help="施設の種類")
    added.add_argument("--sheet", help="読むシート（省くと中身のある最初のシート）")
    added.add_argument("--place", metavar="LG_CODE", help="所在地の書かれていない行の市区町村")
    added.add_argument(
        "--as-of", type=date.fromisoformat, default=date.today(), help="台帳の時点（省くと今日）"
    )
    added.add_argument("--title", help="台帳の名前（省くとファイル名）")
    added.add_argument("--output", type=Path, metavar="CSV", help="整った表の書き出し先")
    added.add_argument("--take-in", action="store_true", help="取り込んでデータベースを作り直します")
    added.add_argument(
        "--json", action="store_const", const="json", dest="progress", help="結果とエラーを JSON で書きます"
    )
    arguments.add_raw(added, "公式ファイルと取り込んだ台帳を置くフォルダ")
    arguments.add_database(added)


def run_ledger(options: argparse.Namespace) -> None:
    """Read a ledger; with --output write it tidied, with --take-in put it where the build looks for it, and build."""
    kind = ledger_file.KINDS[options.kind]
    found = ledger_file.read(options.file, kind, options.sheet, options.place, options.as_of)
    title = options.title or options.file.stem
    if options.output or options.take_in:
        content = ledger_file.content(found, title, options.as_of)
        if options.output:
            options.output.parent.mkdir(parents=True, exist_ok=True)
            options.output.write_bytes(content)
        if options.take_in:
            imports.take_in(options, {stored_as(title): content})
    result = _result(found, options.kind) | {
        "output": str(options.output) if options.output else None,
        "taken_in_as": stored_as(title) if options.take_in else None,
    }
    if arguments.is_json(options):
        arguments.print_result(result)
    else:
        _print(result)


def _result(found: ledger_file.LedgerFile, kind_id: str) -> dict[str, Any]:
    fields = ledger_file.KINDS[kind_id].fields
    return {
        "kind": kind_id,
        "place": found.place,
        "header_row": found.header_row,
        "columns": [
            {"field": one.name, "label_ja": one.label_ja, "heading": found.mapping[one.name]}
            for one in fields
        ],
        "rows_read": found.rows_read,
        "rows": len(found.ledger.bridges),
        "dropped": found.ledger.dropped.to_dict("records"),
        "notes_ja": list(found.ledger.notes_ja),
    }


def _print(result: dict[str, Any]) -> None:
    """The same for people."""
    print(f"{result['place']}　見出し {result['header_row']}行目、データ {result['rows_read']:,} 行")
    for one in result["columns"]:
        print(f"  {one['label_ja']} ← {one['heading'] or '（なし）'}")
    lost = sum(one["is_row_dropped"] for one in result["dropped"])
    print(f"取り込める行 {result['rows']:,}、取り込めない行 {lost:,}", *result["notes_ja"], sep="\n")
    for one in result["dropped"][:REASONS_SHOWN]:
        print(f"  {one['row']}行目：{one['reason_ja']}")
    if len(result["dropped"]) > REASONS_SHOWN:
        print(f"  ほか {len(result['dropped']) - REASONS_SHOWN:,} 件（--json ですべて表示します）")
    for where in filter(None, (result["output"], result["taken_in_as"])):
        print(f"→ {where}")
