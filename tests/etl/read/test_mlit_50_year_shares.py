from datetime import date

import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mlit_50_year_shares import read

EDITION = source.load("mlit_50_year_shares").editions[0]
HEADER = (
    "vintage_as_of,facility_kind,measure,stock_total,observation_date,share_pct,"
    "counts_by_manager_or_50plus_count,footnote,source_key,source_title,source_url,source_quality,remark"
)


@pytest.fixture
def read_shares(tmp_path):
    """Write a table of shares and read it."""

    def write_and_read(*rows: str, header: str = HEADER, encoding: str = "utf-8"):
        path = tmp_path / "shares.csv"
        path.write_text("\n".join([header, *rows]), encoding)
        return read(path, EDITION)

    return write_and_read


def row(
    vintage="2020-03",
    kind="トンネル",
    measure="share_50plus_pct",
    observation="2030-03",
    share="36",
    key="MLIT2020",
):
    return f"{vintage},{kind},{measure},約1万本,{observation},{share},,注Ⅰ,{key},,,,"


def test_percentages_become_shares_of_a_kind_and_a_date(read_shares):
    share = read_shares(row()).iloc[0]
    assert (share["facility_kind"], share["facility_kind_ja"]) == ("tunnel", "トンネル")
    assert (share["vintage"], share["observation_date"]) == (date(2020, 3, 1), date(2030, 3, 1))
    assert (share["share_50_years"], share["stock_ja"], share["footnote_ja"]) == (0.36, "約1万本", "注Ⅰ")
    assert share["is_primary"] and share["is_month_stated"]


def test_copies_are_not_primary_and_say_so(read_shares):
    share = read_shares(row(key="WELL2018")).iloc[0]
    assert not share["is_primary"]
    assert "転載" in share["remark_ja"]


@pytest.mark.parametrize(
    ("printed", "day", "is_month"),
    [
        ("2033", date(2033, 1, 1), False),
        ("2030(10年後)", date(2030, 1, 1), False),
        ("2042年度末", date(2043, 3, 1), True),
        ("2034年度末(10年後)", date(2035, 3, 1), True),
    ],
)
def test_dates_keep_the_precision_they_were_printed_with(read_shares, printed, day, is_month):
    share = read_shares(row(observation=printed)).iloc[0]
    assert (share["observation_date"], share["is_month_stated"]) == (day, is_month)
    assert share["observation_ja"] == printed


def test_an_unknown_vintage_is_null(read_shares):
    assert read_shares(row(vintage="不明(2025年頃の推計)"))["vintage"].to_list() == [None]


def test_shares_of_another_age_are_left_out(read_shares):
    assert len(read_shares(row(), row(measure="share_40plus_pct", kind="水道管路"))) == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(share="約3割")], "2行目「share_pct」：「約3割」は使えません。0〜100"),
        ([row(share="136")], "0〜100"),
        ([row(share="")], "0〜100"),
        ([row(kind="歩道橋")], "「歩道橋」は使えません。施設の種類"),
        ([row(key="甲新聞")], "「甲新聞」は使えません。出典"),
        ([row(observation="令和12年")], "「令和12年」は使えません。.*年月"),
        ([row(), row(share="37")], "2行目と3行目：.*重複"),
    ],
)
def test_damaged_rows_are_refused(read_shares, rows, message):
    with pytest.raises(BadInput, match=message):
        read_shares(*rows)


def test_a_missing_column_is_named(read_shares):
    with pytest.raises(BadInput, match="列「share_pct」がありません"):
        read_shares(row(), header=HEADER.replace("share_pct", "share"))


def test_another_encoding_is_refused(read_shares):
    with pytest.raises(BadInput, match="UTF-8 の CSV"):
        read_shares(row(), encoding="cp932")
