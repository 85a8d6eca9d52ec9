import pytest

from etl import source
from etl.problems import BadInput
from etl.read.history import read
from etl.snapshot import REFERENCE

EDITION = source.load("history").editions[0]
EVENT = """\
events:
  - fiscal_year: 2012
    kind: law
    event_ja: 町の決まりができました。
    document_ja: 資料
    document_url: https://example.jp/
"""


@pytest.fixture
def read_history(tmp_path):
    """Write a history and read it."""

    def write_and_read(text: str, encoding: str = "utf-8"):
        path = tmp_path / "history.yaml"
        path.write_text(text, encoding)
        return read(path, EDITION)

    return write_and_read


def test_an_event_has_a_year_a_kind_and_a_document(read_history):
    assert read_history(EVENT).iloc[0].to_dict() == {
        "fiscal_year": 2012,
        "kind": "law",
        "event_ja": "町の決まりができました。",
        "document_ja": "資料",
        "document_url": "https://example.jp/",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (EVENT.replace("2012", "平成24"), "2行目「fiscal_year」：「平成24」は使えません"),
        (EVENT.replace("law", "festival"), "「festival」は使えません。accident"),
        (EVENT.replace("    kind: law\n", ""), "項目「kind」がありません"),
        (EVENT + EVENT.removeprefix("events:\n"), "重複"),
        ("events:\n  - 町の決まり\n", "「events」の一覧が必要です"),
    ],
)
def test_damaged_events_are_refused(read_history, text, message):
    with pytest.raises(BadInput, match=message):
        read_history(text)


def test_another_encoding_is_refused(read_history):
    with pytest.raises(BadInput, match="UTF-8 の YAML"):
        read_history(EVENT, encoding="cp932")


def test_the_kept_history_runs_in_order_from_2012_to_2025():
    years = read(REFERENCE / EDITION.files[0], EDITION)["fiscal_year"].to_list()
    assert years == sorted(years)
    assert (years[0], years[-1]) == (2012, 2025)
