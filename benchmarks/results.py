"""Where measurements go: benchmarks/results/<name>.json, which is not committed."""

import json
import os
from datetime import datetime
from pathlib import Path

FOLDER = Path(__file__).parent / "results"


def save(name: str, **measured: object) -> None:
    """Keep what was measured, with the time and how busy the machine was."""
    FOLDER.mkdir(exist_ok=True)
    now = {
        "measured": datetime.now().astimezone().isoformat(timespec="seconds"),
        "load_average": round(os.getloadavg()[0], 1),
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(now | measured, ensure_ascii=False, indent=1), "utf-8")


def load(name: str) -> dict:
    """What `save` kept; FileNotFoundError where nothing was measured."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
