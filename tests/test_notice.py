"""NOTICE names what is installed and served, with the licence that the installed package itself states."""

import re
from importlib import metadata
from pathlib import Path

import pytest
import streamlit

from etl import outlines

ROOT = Path(__file__).parents[1]
NOTICE = (ROOT / "NOTICE").read_text("utf-8")
NAMED = dict(re.findall(r"^  ([a-z0-9-]+) {2,}(\S.*)$", NOTICE, re.MULTILINE))
LOCKED = re.findall(
    r"^([a-z0-9.-]+)==\S+( ;)?", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
)
# How packages without a licence expression word it.
SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "PSFL": "PSF-2.0",
}
VAGUE = ("BSD", "BSD License")
FONTS = {
    "KaTeX": "KaTeX fonts",
    "MaterialSymbols": "Material Symbols",
    "SourceCode": "Source Code",
    "SourceSans": "Source Sans",
    "SourceSerif": "Source Serif",
}


def stated_licence(package: str) -> str:
    """The licence as the package's metadata state it; which BSD licence, as its text does."""
    about = metadata.metadata(package)
    if expression := about.get("License-Expression"):
        return expression
    words = (about.get("License") or "").strip()
    if not words or "\n" in words:
        classifiers = about.get_all("Classifier") or []
        (words,) = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License")]
    return bsd_licence(package) if words in VAGUE else SPDX.get(words, words)


def bsd_licence(package: str) -> str:
    """By the licence text in the metadata, else by the file in the package; the clause on endorsement is the third."""
    files = [file for file in metadata.files(package) or [] if file.name.upper().startswith("LICENSE")]
    own = [file.read_text() for file in sorted(files, key=lambda file: len(file.parts))]
    texts = [metadata.metadata(package).get("License") or "", *own]
    text = next(one for one in texts if "Redistribution and use" in one)
    return "BSD-3-Clause" if re.search(r"endorse\s+or\s+promote", text) else "BSD-2-Clause"


def test_notice_names_what_is_locked_and_nothing_else():
    assert list(NAMED) == [package for package, _ in LOCKED]


@pytest.mark.parametrize(("package", "only_some_systems"), LOCKED)
def test_licence_in_notice_is_the_one_stated(package, only_some_systems):
    try:
        stated = stated_licence(package)
    except metadata.PackageNotFoundError:
        if only_some_systems:
            pytest.skip("not for this system")
        raise
    assert NAMED.get(package) == stated


@pytest.mark.parametrize("package", outlines.LIBRARIES)
def test_libraries_copied_for_the_browser_are_named_with_their_versions(package, tmp_path):
    copied = {path.name: path.read_bytes()[:300] for path in outlines.copy_libraries(tmp_path)}
    (served,) = re.findall(rb"v?(\d+\.\d+\.\d+)", copied[Path(outlines.LIBRARIES[package]).name])[:1]
    assert re.search(rf"\b{re.escape(served.decode())},", NOTICE)
    assert f"{package} {metadata.version(package)}," in NOTICE


def test_fonts_served_are_named():
    served = {font.name for font in Path(streamlit.__file__).parent.rglob("*.woff2")}
    assert served
    for font in served:
        (name,) = [name for prefix, name in FONTS.items() if font.startswith(prefix)]
        assert name in NOTICE
