"""The comparison of two databases finds what differs, and nothing else."""

import duckdb
import pytest

from benchmarks import compare_databases

SAME = """
    create schema tidy;
    create table tidy.places as select * from (values ('甲市', 1.5), ('乙町', null), ('乙町', null)) as t (name, value);
    create table build_info as select now() as built_at;
"""


@pytest.fixture
def compare(tmp_path):
    """Build two databases with statements of their own and compare them."""

    def run(only_old: str = "", only_new: str = "") -> list[str]:
        for name, own in (("old", only_old), ("new", only_new)):
            with duckdb.connect(str(tmp_path / name)) as db:
                db.execute(SAME + own)
        return list(compare_databases.differences(tmp_path / "old", tmp_path / "new"))

    return run


def test_only_the_time_of_the_build_may_differ(compare):
    assert compare() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "update tidy.places set value = 1.6 where name = '甲市'",
            "tidy.places: 1 rows only in the old one, 1 only",
        ),
        ("insert into tidy.places values ('乙町', null)", "tidy.places: 0 rows only in the old one, 1 only"),
        (
            "update tidy.places set value = 0 where name = '乙町'",
            "tidy.places: 2 rows only in the old one, 2 only",
        ),
        ("alter table tidy.places alter value type float", "tidy.places: columns"),
        ("create table more (name varchar)", "main.more: only in the new one"),
        ("drop table build_info", "main.build_info: only in the old one"),
        ("insert into build_info select now()", "main.build_info: 1 rows"),
    ],
)
def test_a_difference_is_found(compare, change, found):
    [sentence] = compare(only_new=change)
    assert sentence.startswith(found)


def test_the_program_ends_with_1_at_a_difference(compare, tmp_path, capsys):
    compare(only_new="create table more (name varchar)")
    assert compare_databases.main(str(tmp_path / "old"), str(tmp_path / "old")) == 0
    assert compare_databases.main(str(tmp_path / "old"), str(tmp_path / "new")) == 1
    assert "main.more" in capsys.readouterr().out
