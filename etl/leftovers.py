"""Temporary files and folders beside their final path: named after the process that writes them, removed when that process was killed."""

import os
import shutil
from contextlib import suppress
from pathlib import Path


def beside(path: Path, kind: str) -> Path:
    """The temporary file of this process for `path`."""
    return path.with_name(f"{path.name}.{os.getpid()}.{kind}")


def remove(folder: Path, name: str, kind: str) -> None:
    """Remove temporary files and folders of `name` (a pattern) whose process has ended; those of running processes stay."""
    for left in folder.glob(f"{name}.[0-9]*.{kind}*"):
        process = left.name[: left.name.rindex(f".{kind}")].rpartition(".")[2]
        with suppress(PermissionError):  # Windows does not let go of a file in use
            if process.isdecimal() and (int(process) == os.getpid() or not _is_running(int(process))):
                if left.is_dir():
                    shutil.rmtree(left)
                else:
                    left.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return False  # there, asking by signal 0 would interrupt it; its file cannot be removed anyway
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        return True
    return True
