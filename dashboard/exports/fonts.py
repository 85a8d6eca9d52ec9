"""A Japanese font of this machine, for files that carry their letters with them."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

# Regular and bold of the same family, the most readable first. The first font of a collection is the Japanese one.
FAMILIES = (
    ("BIZ-UDGothicR.ttc", "BIZ-UDGothicB.ttc"),
    ("BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf"),
    ("BIZUDGothic-Regular.ttf", "BIZUDGothic-Bold.ttf"),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("NotoSansCJKjp-Regular.otf", "NotoSansCJKjp-Bold.otf"),
    ("NotoSansJP-Regular.otf", "NotoSansJP-Bold.otf"),
    ("NotoSansJP-Regular.ttf", "NotoSansJP-Bold.ttf"),
    ("YuGothR.ttc", "YuGothB.ttc"),
    ("meiryo.ttc", "meiryob.ttc"),
    ("ipaexg.ttf", "ipaexg.ttf"),
    ("ipag.ttf", "ipag.ttf"),
    ("TakaoPGothic.ttf", "TakaoPGothic.ttf"),
    ("ヒラギノ角ゴシック W3.ttc", "ヒラギノ角ゴシック W6.ttc"),
    ("msgothic.ttc", "msgothic.ttc"),
)
NEEDED = "橋町Ⅲ％〜ー（"


@dataclass(frozen=True)
class Font:
    """Paths of the regular and the bold letters; the same file where there is no bold."""

    regular: Path
    bold: Path


@cache
def japanese() -> Font | None:
    """The first known Japanese font found, else any that fontconfig names; None when there is none."""
    files = {path.name.lower(): path for folder in _folders() for path in sorted(folder.rglob("*.[to]t[cf]"))}
    for regular, bold in FAMILIES:
        path = files.get(regular.lower())
        if path is not None and _has_letters(path):
            return Font(path, files.get(bold.lower(), path))
    return next((Font(path, path) for path in _of_fontconfig() if _has_letters(path)), None)


def _folders() -> list[Path]:
    """Where Linux, Windows and macOS keep fonts."""
    home = Path.home()
    known = [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".fonts",
        home / ".local/share/fonts",
        Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
        Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts",
        Path("/System/Library/Fonts"),
        Path("/Library/Fonts"),
        home / "Library/Fonts",
    ]
    return [folder for folder in known if folder.is_dir()]


def _of_fontconfig() -> list[Path]:
    if shutil.which("fc-list") is None:
        return []
    listing = subprocess.run(
        ["fc-list", ":lang=ja", "file"], capture_output=True, text=True, check=False
    ).stdout
    return sorted(Path(line.rstrip(": ")) for line in listing.splitlines() if line.strip())


def _has_letters(path: Path) -> bool:
    """Whether the file can be read and holds what a profile is written with."""
    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            letters = font.getBestCmap()
    except Exception:  # a damaged font file is no font; the library raises whatever it stumbles over
        return False
    return all(ord(letter) in letters for letter in NEEDED)
