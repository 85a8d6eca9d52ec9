"""What axe-core finds on a page."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")


def serious(page: Page, preload: bool = True) -> list[str]:
    """What it finds of serious and critical impact, and headings out of order. preload: whether it may fetch style sheets, which a page
    opened from a folder cannot."""
    page.evaluate(AXE)
    found = page.evaluate("preload => axe.run(document, { resultTypes: ['violations'], preload })", preload)[
        "violations"
    ]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:200]}"
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        or rule["id"] in {"heading-order", "page-has-heading-one"}
        for node in rule["nodes"]
    ]
