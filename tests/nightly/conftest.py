"""Every figure traced: the built database, and a count of what was compared, told at the end."""

from collections import Counter

import pytest

COMPARED: Counter[str] = Counter()
COUNTED: Counter[str] = Counter()  # what else is reported at the end


class Tally:
    """Counts figures by kind; collects those that differ, and fails with the first of them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.differing: list[tuple] = []

    def same(self, shown: object, expected: object, *where: object) -> None:
        """Compare what is shown with what is worked out."""
        COMPARED[self.kind] += 1
        if shown != expected:
            self.differing.append((*where, shown, expected))

    def near(self, shown: float | None, expected: float | None, *where: object) -> None:
        """Compare two numbers to nine digits; both may be unknown."""
        import traced_figures

        COMPARED[self.kind] += 1
        if traced_figures.differs(shown, expected):
            self.differing.append((*where, shown, expected))


@pytest.fixture
def tally(request, dashboard_database):
    """A count for this test; the test fails where anything differs."""
    own = Tally(request.node.originalname)
    yield own
    assert not own.differing, f"{len(own.differing):,} differ: {own.differing[:8]}"


@pytest.fixture
def counted():
    """Counts that are reported at the end."""
    return COUNTED


def pytest_terminal_summary(terminalreporter):
    if COMPARED:
        terminalreporter.write_line(f"figures traced: {sum(COMPARED.values()):,}")
        for kind, count in COMPARED.most_common():
            terminalreporter.write_line(f"  {count:>9,} {kind}")
        for name, count in COUNTED.items():
            terminalreporter.write_line(f"{name}: {count:,}")
