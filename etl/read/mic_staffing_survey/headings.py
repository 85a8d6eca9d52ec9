"""The first stage: where the tables stand on a sheet, and what their labels stand for."""

import difflib
import re
from pathlib import Path

from etl import crosstab
from etl.crosstab import Sheet
from etl.read.mic_staffing_survey.model import (
    ALL_STAFF,
    GENERAL_ADMINISTRATION,
    NOT_COUNTS,
    ONLY_SOME,
    SUM_LABEL,
    Block,
    Layout,
)
from japan import calendar
from japan.cells import squeeze

WRAPPER = re.compile(r"(部門別|職種別)?職員数|部門別?|職種別?|部門・職種")


def find_blocks(sheet: Sheet, layout: Layout) -> tuple[list[Block], list[str]]:
    """The tables of a sheet, and what is left unread with the reason."""
    identity = {label for labels in layout["identity"].values() for label in labels}
    found = crosstab.headers(
        sheet, lambda label: bool(ids_of_labels((label,), True, layout)), identity.__contains__
    )
    blocks: list[Block] = []
    for number, (top, bottom, first) in enumerate(found):
        end = found[number + 1][0] if number + 1 < len(found) else len(sheet.rows)
        above = blocks[-1].bottom + 1 if blocks else 0
        title = [cell for row in sheet.rows[above:top] for cell in row if squeeze(cell)]
        columns = crosstab.columns(sheet, top, bottom, first)
        if blocks and [one.path for one in columns] == [one.path for one in blocks[-1].columns]:
            blocks[-1].end = end  # the header printed again on the next page
            continue
        block = Block(sheet, top, bottom, first, end, title, columns, {})
        if blocks and not _identifies_table(block):
            block.title = blocks[0].title
        blocks.append(block)
    readable, reasons = [], []
    for block in blocks:
        if re.search(r"第3表|増減", block.title_text):
            reasons.append(f"シート「{sheet.name}」は増減の表（第3表）なので読みません。")
        else:
            readable.append(block)
    if not blocks:
        reasons.append(f"シート「{sheet.name}」には職員数の表がありません。")
    return readable, reasons


def _identifies_table(block: Block) -> bool:
    text = " ".join(squeeze(cell) for cell in block.title)
    return bool(re.search(r"第[0-9]表|部門別|職種別", text) or calendar.survey_dates_in(block.title))


def nothing_found(path: Path, sheets: list[Sheet], unread: list[str], layout: Layout) -> str:
    wanted = [
        *layout["occupations"]["civil_engineers"],
        *layout["departments"]["civil_engineering_department"],
    ]
    seen = sorted(
        {crosstab.clean(cell) for sheet in sheets for row in sheet.rows[:60] for cell in row} - {""}
    )
    near = [label for one in wanted for label in difflib.get_close_matches(one, seen, n=2, cutoff=0.5)]
    looked = "、".join(f"「{sheet.name}」{len(sheet.rows)}行×{sheet.width}列" for sheet in sheets)
    hint = (
        f"近い見出し：{'、'.join(f'「{label}」' for label in dict.fromkeys(near))}。"
        if near
        else "近い見出しもありません。"
    )
    third = "".join(reason for reason in unread if "第3表" in reason)
    if third:
        return f"{path.name}：{third}第1表・第2表・第4表の Excel が必要です。"
    return (
        f"{path.name}：定員管理調査の第1表・第2表・第4表が見つかりません（調べたシート：{looked}）。"
        f"団体名と、土木技師や土木などの見出しのある表が必要です。{hint}"
    )


def ids_of_labels(path: tuple[str, ...], is_certain: bool, layout: Layout) -> dict[str, tuple[str, str]]:
    """What a column's labels stand for: {"occupations": (id, label), "departments": (id, label)}, or nothing."""
    found: dict[str, tuple[str, str]] = {}
    if not path or any(ONLY_SOME.search(part) or NOT_COUNTS.search(part) for part in path):
        return found
    for kind in ("occupations", "departments"):
        known = {label: category for category, labels in layout[kind].items() for label in labels}
        core = [part for part in path if not WRAPPER.fullmatch(part) and not calendar.survey_dates_in([part])]
        if kind == "occupations":
            core = [
                part
                for part in core[:-1]
                if not (ALL_STAFF.search(part) or GENERAL_ADMINISTRATION.search(part))
            ] + core[-1:]
        matched = _look_up(core, is_certain, known, strip=kind == "departments")
        if matched:
            found[kind] = matched
    return found


def _look_up(core: list[str], is_certain: bool, known: dict[str, str], strip: bool) -> tuple[str, str] | None:
    if not core:
        return None
    if len(core) > 1 and SUM_LABEL.fullmatch(core[-1]):
        above = _look_up(core[:-1], is_certain, known, strip)
        return above if is_certain or core[-1] not in ("合計", "総計") else None
    for label in (core[-1], "".join(core[-2:]), "".join(core)):
        base = re.sub(r"(部門|関係)(?=(計|小計)?$)", "", label) if strip else label
        if base in known:
            return known[base], label
    return None
