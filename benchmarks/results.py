"""Where measurements go: benchmarks/results/<name>.json, which is not committed, and the table they are shown in."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Goal:
    """What the project set out to reach, and what was measured, both as they are shown; None where it could not be measured."""

    what_ja: str
    wanted: str
    measured: str
    is_met: bool | None


@dataclass
class Table:
    """What one benchmark tells: a table, a sentence on how it was measured, and its goals."""

    title_ja: str
    how_ja: str
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)


def save(name: str, table: Table, **measured: object) -> None:
    """Keep a table and the raw figures behind it, with the time and how busy the machine was; print it."""
    FOLDER.mkdir(exist_ok=True)
    result = {
        "measured": datetime.now().astimezone().isoformat(timespec="seconds"),
        "load_average": round(os.getloadavg()[0], 1),
        "table": asdict(table),
        "raw": measured,
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), "utf-8")
    print(markdown(result), flush=True)


def load(name: str) -> dict | None:
    """What `save` wrote; None where nothing was measured."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def markdown(result: dict) -> str:
    """A saved measurement as a section of a page."""
    table = result["table"]
    numbers = [
        all(cell[:1].isdigit() or not cell for cell in column) for column in zip(*table["rows"], strict=True)
    ]
    lines = [
        f"## {table['title_ja']}",
        f"{result['measured'][:16].replace('T', ' ')}、開始から終わりまでの負荷平均（1分）{result['load_average']}。{table['how_ja']}",
        _rows(table["columns"], table["rows"], numbers or [False] * len(table["columns"])),
    ]
    if table["goals"]:
        lines.append(goals(table["goals"]))
    return "\n\n".join(lines) + "\n"


def goals(reached: list[dict]) -> str:
    """Goals beside what was measured."""
    words = {True: "達成", False: "未達", None: "未測定"}
    rows = [[goal["what_ja"], goal["wanted"], goal["measured"], words[goal["is_met"]]] for goal in reached]
    return _rows(["目標", "値", "測定", ""], rows, [False] * 4)


def _rows(columns: list[str], rows: list[list[str]], is_number: list[bool]) -> str:
    lines = [columns, ["---:" if number else "---" for number in is_number], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
