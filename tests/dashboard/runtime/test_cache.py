"""All cached results share one budget; the least recently used go first."""

import pandas as pd
import pytest

from dashboard.runtime import cache

KB = 1_000


@pytest.fixture
def budget(monkeypatch):
    monkeypatch.setattr(cache, "results", cache.Results())
    monkeypatch.setattr(cache, "BUDGET_BYTES", 100 * KB)
    monkeypatch.setattr(cache, "_database_in_use", lambda: "database")
    return cache.results


def test_functions_share_the_budget_and_the_oldest_go_first(budget):
    calls = []

    def of(name):
        def work_out(number: int) -> str:
            calls.append((name, number))
            return chr(97 + number) * 10 * KB

        return cache.cached(work_out)

    first, second = of("first"), of("second")
    for number in range(30):
        first(0)
        (first if number % 2 else second)(number)
        assert budget.bytes <= 100 * KB
    assert calls.count(("first", 0)) == 1
    second(0)
    assert calls.count(("second", 0)) == 2


def test_what_is_too_large_is_not_held(budget):
    calls = []

    @cache.cached
    def large(kind: str) -> object:
        calls.append(kind)
        return "x" * 26 * KB if kind == "text" else pd.DataFrame({"a": range(200 * KB)})

    for kind in ("text", "table", "text", "table"):
        large(kind)
    assert calls == ["text", "table", "text", "table"]
    assert budget.bytes == 0


def test_another_database_empties_it(budget, monkeypatch):
    number = cache.cached(lambda: "x" * 10 * KB)
    number()
    monkeypatch.setattr(cache, "_database_in_use", lambda: "another")
    number()
    assert 10 * KB < budget.bytes < 12 * KB


def test_a_keyword_that_follows_from_the_others_is_no_part_of_the_key(budget):
    calls = []

    @cache.cached
    def deck(kind: str, *, _scope: object) -> str:
        calls.append(kind)
        return kind

    assert [deck("a", _scope=object()), deck("a", _scope=[])] == ["a", "a"]
    assert calls == ["a"]


def test_a_size_counts_every_part_once():
    part = "x" * 10 * KB
    nested = {"a": [part, part], "b": (pd.DataFrame({"a": range(KB)}), int, pytest)}
    assert 18 * KB < cache.size_of(nested) < 20 * KB
