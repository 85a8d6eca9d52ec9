"""The report of a reading that a person keeps, and the file by which the next one like it is read the same way."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis import spreadsheet
from analysis.ledger.recognise import SHEET_ROWS, Recognised, place_of
from analysis.ledger.tidy import Ledger
from japan.facilities import BY_ID
from japan.table_rows import ASIDE_JA

FORMAT = "gunmane ledger headings 1"
MOST_BYTES = 100_000  # of a file of headings
ROWS_SHOWN = 200  # facilities, before a ledger is taken in
TAKEN, NOTED, LOST = "取り込む", "取り込む（理由のとおり）", "取り込まない"


@dataclass(frozen=True)
class Headings:
    """Which heading is which field, as it was written to a file; None, None: nothing was."""

    kind_id: str | None
    mapping: Mapping[str, str | None] | None

    def unfit_ja(self, labels: Iterable[str]) -> str:
        """Why the headings are not of a file with these labels, "" where they are."""
        present = set(labels)
        missing = [label for label in (self.mapping or {}).values() if label and label not in present]
        return (
            f"列の対応にある見出し「{'」「'.join(missing[:5])}」がこのファイルにありません。"
            if missing
            else ""
        )


def understood_ja(found: Recognised) -> str:
    """Which tables are read, and what the kind was told by."""
    read = "、".join(
        f"{f'シート「{one.sheet}」' if one.sheet else ''}見出し{one.header_row}行目・{len(one.rows):,}行"
        + (f"・単位{'、'.join(one.units)}" if one.units else "")
        for one in found.tables
    )
    return f"{read}。種類の手がかり：{found.why_ja}。"


def remarks_ja(found: Recognised) -> list[str]:
    """What is not read, and what else a reader should know before reading."""
    left_out = [f"読まないもの：{where}。{reason}。" for where, reason in found.left_out]
    return [*kinds_ja(found), *left_out, *found.notes_ja]


def kinds_ja(found: Recognised) -> list[str]:
    """How a list of several kinds is divided, where it is one."""
    if not found.kinds or found.kind is None:
        return []
    counts = "、".join(
        f"{BY_ID[kind_id].name_ja if kind_id else '種類の分からない行'} {count:,}行"
        for kind_id, count in found.kinds.items()
    )
    return [
        f"{found.why_ja}により種類ごとに分けました（{counts}）。ここで読むのは{found.kind.name_ja}の行です。"
    ]


def figures_ja(ledger: Ledger) -> dict[str, str]:
    """What came of a ledger, as it is shown: by its name the number with its unit."""
    counter, lost = ledger.kind.counter_ja, int(ledger.dropped["is_row_dropped"].sum())
    known = int(ledger.facilities["built_fiscal_year"].notna().sum())
    return {
        f"取り込む{ledger.kind.name_ja}": f"{len(ledger.facilities):,}{counter}",
        "建設年度が分かるもの": f"{known:,}{counter}",
        "取り込まない行": f"{lost:,}行",
    }


def tables(name: str, found: Recognised, ledger: Ledger) -> dict[str, pd.DataFrame]:
    """The report by the name of its sheet: what was understood, which column is what, row by row what was read and what not."""
    return {
        "読み取りの概要": _summary(name, found, ledger),
        "列の対応": _columns(found),
        "行ごとの結果": by_row(found, ledger),
        "取り込まなかった値": not_taken(found, ledger),
        "データでない行": _asides(found),
    }


def workbook(name: str, found: Recognised, ledger: Ledger) -> bytes:
    """The report as a workbook (xlsx), one sheet for each of its tables."""
    return spreadsheet.workbook(tables(name, found, ledger))


def mapping_file(found: Recognised) -> bytes:
    """A file (JSON) of the kind and the headings, for `read_mapping`."""
    written = {
        "format": FORMAT,
        "kind": found.kind.kind_id if found.kind else None,
        "headings": {field: label for field, label in found.mapping.items() if label},
    }
    return json.dumps(written, ensure_ascii=False, indent=1).encode()


def read_mapping(content: bytes) -> Headings:
    """The kind and headings of a file of `mapping_file`. Raises ValueError, in Japanese, when it is none."""
    if len(content) > MOST_BYTES:
        raise ValueError("大きすぎます")
    try:
        written = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("JSON ではないか、途中で切れています") from error
    kind_id = str(written.get("kind")) if isinstance(written, dict) else ""
    if kind_id not in BY_ID or written.get("format") != FORMAT:
        raise ValueError("このダッシュボードが書き出したファイルではありません")
    fields, headings = {one.name for one in BY_ID[kind_id].fields}, written.get("headings")
    if not isinstance(headings, dict) or not set(headings) <= fields:
        raise ValueError("知らない項目があります")
    if not all(isinstance(label, str) and label for label in headings.values()):
        raise ValueError("見出しが文字ではありません")
    return Headings(kind_id, {field: headings.get(field) for field in sorted(fields)})


def by_row(found: Recognised, ledger: Ledger) -> pd.DataFrame:
    """Every row of the file that was looked at, in its order: where it stands, what came of it and why, and the facility it became."""
    taken = ledger.facilities.set_axis(pd.Index(ledger.rows), axis="index")
    reasons = ledger.dropped.groupby("row")["reason_ja"].agg("".join)
    read = [
        number * SHEET_ROWS + row for number, table in enumerate(found.tables) for row in sorted(table.rows)
    ]
    every = sorted({*read, *reasons.index})
    outcome = [(NOTED if row in reasons.index else TAKEN) if row in taken.index else LOST for row in every]
    where = {
        "シート": [found.tables[row // SHEET_ROWS].sheet or "" for row in every],
        "行": [row % SHEET_ROWS for row in every],
        "結果": outcome,
        "理由": reasons.reindex(every).fillna("").to_list(),
    }
    columns = taken.reindex(every).rename(columns=ledger.kind.labels).reset_index(drop=True)
    return pd.concat([pd.DataFrame(where), columns], axis="columns")


def _summary(name: str, found: Recognised, ledger: Ledger) -> pd.DataFrame:
    lines = [
        ("ファイル", name),
        ("施設の種類", ledger.kind.name_ja),
        ("種類の根拠", found.why_ja),
        *(
            (f"読んだ表（{table.sheet or 'CSV'}）", f"見出し{table.header_row}行目、{len(table.rows):,}行")
            for table in found.tables
        ),
        *figures_ja(ledger).items(),
        *((f"読まないもの：{where}", reason) for where, reason in found.left_out),
        *(("注記", note) for note in (*kinds_ja(found), *found.notes_ja, *ledger.notes_ja)),
    ]
    return pd.DataFrame(lines, columns=["項目", "内容"])


def _columns(found: Recognised) -> pd.DataFrame:
    fields = found.kind.fields if found.kind else ()
    rows = [
        (
            one.label_ja,
            found.mapping.get(one.name) or "（なし）",
            "、".join(found.choices.get(one.name, [])[1:]),
        )
        for one in fields
    ]
    return pd.DataFrame(rows, columns=["項目", "使った見出し", "ほかに合う見出し"])


def not_taken(found: Recognised, ledger: Ledger) -> pd.DataFrame:
    """Cell by cell what was not taken over as written, and why."""
    dropped = ledger.dropped
    return pd.DataFrame(
        {
            "行": [place_of(found, row) for row in dropped["row"]],
            "列": dropped["column"],
            "書かれていること": dropped["cell"],
            "結果": dropped["is_row_dropped"].map(
                {True: "行を取り込まない", False: "行を取り込み、値は理由のとおり"}
            ),
            "理由": dropped["reason_ja"],
        }
    )


def _asides(found: Recognised) -> pd.DataFrame:
    rows = [
        (table.sheet or "", one.row, ASIDE_JA[one.kind], one.text)
        for table in found.tables
        for one in table.asides
    ]
    return pd.DataFrame(rows, columns=["シート", "行", "種類", "書かれていること"])
