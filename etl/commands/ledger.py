"""python -m etl ledger: one owner's ledger read, shown as understood, and taken in where asked."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.ledger import place_of, report, stored_as, title_of
from analysis.ledger.recognise import SHEET_ROWS
from etl import ledger_file
from etl.commands import arguments, imports
from japan import calendar
from japan.facilities import BY_ID

REASONS_SHOWN = 20


def add(commands: arguments.Commands) -> None:
    added = arguments.command(commands, "ledger", run_ledger, "手元の台帳を読み、どう読めたかを示します")
    added.add_argument("file", type=Path)
    added.add_argument("--kind", choices=list(BY_ID), help="施設の種類（省くとファイルから判断します）")
    added.add_argument("--sheet", help="読むシート（省くと同じ見出しのシートをまとめて読みます）")
    added.add_argument("--place", metavar="LG_CODE", help="所在地の書かれていない行の市区町村")
    added.add_argument(
        "--as-of", type=date.fromisoformat, default=calendar.today(), help="台帳の時点（省くと今日）"
    )
    added.add_argument("--title", help="台帳の名前（省くとファイル名）")
    added.add_argument("--mapping", type=Path, metavar="JSON", help="前に保存した列の対応")
    added.add_argument("--save-mapping", type=Path, metavar="JSON", help="列の対応の保存先")
    added.add_argument("--report", type=Path, metavar="XLSX", help="読み取りの記録の書き出し先")
    added.add_argument("--output", type=Path, metavar="CSV", help="整った表の書き出し先")
    added.add_argument("--take-in", action="store_true", help="取り込んでデータベースを作り直します")
    added.add_argument(
        "--json", action="store_const", const="json", dest="progress", help="結果とエラーを JSON で書きます"
    )
    arguments.add_raw(added, "公式ファイルと取り込んだ台帳を置くフォルダ")
    arguments.add_database(added)


def run_ledger(options: argparse.Namespace) -> None:
    """Read a ledger; with --output write it tidied, with --take-in put it where the build looks for it, and build.

    Of a list of several kinds each kind is one ledger.
    """
    asked = ledger_file.Asked(options.kind, options.sheet, options.place, options.mapping)
    every = ledger_file.read_kinds(options.file, asked, options.as_of)
    titles = [title_of(options.title or options.file.stem, one.recognised) for one in every]
    for one in every:
        if options.report:
            _write(_of_kind(options.report, one), report.workbook(one.name, one.recognised, one.ledger))
        if options.save_mapping:
            _write(_of_kind(options.save_mapping, one), report.mapping_file(one.recognised))
    if options.output or options.take_in:
        contents = [
            ledger_file.content(one, title, options.as_of) for one, title in zip(every, titles, strict=True)
        ]
        if options.output:
            for one, content in zip(every, contents, strict=True):
                _write(_of_kind(options.output, one), content)
        if options.take_in:
            imports.take_in(options, dict(zip(map(stored_as, titles), contents, strict=True)))
    results = [
        _result(one)
        | {
            "output": str(_of_kind(options.output, one)) if options.output else None,
            "taken_in_as": stored_as(title) if options.take_in else None,
        }
        for one, title in zip(every, titles, strict=True)
    ]
    if arguments.is_json(options):
        arguments.print_result(results[0] | {"other_kinds": results[1:]})
        return
    for result in results:
        _print(result)


def _of_kind(path: Path, found: ledger_file.LedgerFile) -> Path:
    """Where what is written of one kind goes: beside that of the others, by the kind's name."""
    kinds = [kind_id for kind_id in found.recognised.kinds if kind_id]
    is_several = len(kinds) > 1 and found.ledger.kind.kind_id != kinds[0]
    return path.with_stem(f"{path.stem}_{found.ledger.kind.kind_id}") if is_several else path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _result(found: ledger_file.LedgerFile) -> dict[str, Any]:
    """All that the screen says of a ledger."""
    known, kind = found.recognised, found.ledger.kind
    return {
        "kind": kind.kind_id,
        "kind_ja": kind.name_ja,
        "is_kind_sure": known.is_kind_sure,
        "kind_why_ja": known.why_ja,
        "kinds": dict(known.kinds),
        "place": _place(found),
        "sheets": list(known.sheets),
        "tables": [
            {
                "sheet": one.sheet,
                "header_row": one.header_row,
                "rows": len(one.rows),
                "units": list(one.units),
                "asides": [vars(aside) for aside in one.asides],
            }
            for one in known.tables
        ],
        "understood_ja": report.understood_ja(known),
        "left_out": [{"place": where, "reason_ja": reason} for where, reason in known.left_out],
        "header_row": known.tables[0].header_row,
        "columns": [
            {
                "field": one.name,
                "label_ja": one.label_ja,
                "needed_ja": one.needed_ja,
                "heading": known.mapping.get(one.name),
                "other_headings": known.choices.get(one.name, [])[1:],
            }
            for one in kind.fields
        ],
        "rows_read": known.rows,
        "rows": len(found.ledger.facilities),
        "dropped": [
            {**one, "place": place_of(known, one["row"]), "row": one["row"] % SHEET_ROWS}
            for one in found.ledger.dropped.to_dict("records")
        ],
        "figures": report.figures_ja(found.ledger),
        "not_taken": report.not_taken(known, found.ledger).to_dict("records"),
        "first_rows": _first_rows(found.ledger.facilities),
        "remarks_ja": report.remarks_ja(known),
        "notes_ja": [*known.notes_ja, *found.ledger.notes_ja],
    }


def _first_rows(facilities: pd.DataFrame) -> list[dict[str, Any]]:
    """The facilities that the screen shows; all of them are in --output."""
    rows: list[dict[str, Any]] = json.loads(facilities.head(report.ROWS_SHOWN).to_json(orient="records"))
    return rows


def _place(found: ledger_file.LedgerFile) -> str:
    """The file, and the sheets that are read where there are any."""
    read = dict.fromkeys(one.sheet for one in found.recognised.tables if one.sheet)
    return f"{found.name} シート「{'」「'.join(read)}」" if read else found.name


def _print(result: dict[str, Any]) -> None:
    """The same for people."""
    print(f"{result['place']}　見出し {result['header_row']}行目、データ {result['rows_read']:,} 行")
    print(f"種類：{result['kind_ja']}（{result['kind_why_ja']}）")
    for one in result["columns"]:
        others = f"（ほかに合う見出し：{'、'.join(one['other_headings'])}）" if one["other_headings"] else ""
        print(f"  {one['label_ja']} ← {one['heading'] or '（なし）'}{others}")
    for one in result["left_out"]:
        print(f"  読まないもの：{one['place']}　{one['reason_ja']}")
    lost = sum(one["is_row_dropped"] for one in result["dropped"])
    print(f"取り込める行 {result['rows']:,}、取り込めない行 {lost:,}", *result["notes_ja"], sep="\n")
    for one in result["dropped"][:REASONS_SHOWN]:
        print(f"  {one['reason_ja']}")
    if len(result["dropped"]) > REASONS_SHOWN:
        print(f"  ほか {len(result['dropped']) - REASONS_SHOWN:,} 件（--json ですべて表示します）")
    for where in filter(None, (result["output"], result["taken_in_as"])):
        print(f"→ {where}")
