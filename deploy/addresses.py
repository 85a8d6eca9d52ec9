"""Which addresses there are: one spelling for each, and of Streamlit's own only those the pages need."""

import re

LONGEST, LONGEST_SEGMENT = 1_000, 255
# What decodes to a separator, a dot, a percent sign or to nothing that can be printed.
ENCODED = re.compile(r"%(?:2e|2f|5c|25|7f|[01][0-9a-f])", re.IGNORECASE)
# A backslash, a control character, or what stands for bytes that are no UTF-8.
ODD = re.compile(r"[\\\x00-\x1f\x7f\ufffd]")
CORE = "/_stcore/"
CORE_USED = re.compile(r"health|host-config|stream|upload_file/[^/]+/[^/]+|bidi-components/.+")
UPLOAD = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/[^/]+")


def is_plain(path: str, raw: str) -> bool:
    """Whether an address, decoded and as it was sent, is the one spelling of what it names, and no longer than any is."""
    if not path.startswith("/") or len(raw) > LONGEST or ENCODED.search(raw) or ODD.search(path):
        return False
    *folders, name = path[1:].split("/")
    return (
        not any(folder in ("", ".", "..") for folder in folders)
        and name not in (".", "..")
        and all(len(segment.encode()) <= LONGEST_SEGMENT for segment in (*folders, name))
    )


def is_used(path: str, base: str = "") -> bool:
    """Whether an address is none of Streamlit's own, or one the pages need; base: what stands before every address."""
    before, core, rest = f"{path}/".partition(CORE)
    return not core or (before == base and bool(CORE_USED.fullmatch(rest.removesuffix("/"))))
