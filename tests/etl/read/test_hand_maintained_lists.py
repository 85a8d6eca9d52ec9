"""Lists kept by hand (desks, programmes, seminars, schemes, ladder, handbook, effects, questions, tasks): strict, with messages that help."""

import pytest

from etl import source
from etl.problems import BadInput
from etl.snapshot import REFERENCE

LISTS = [
    "schemes", "outsourcing_ladder", "handbook", "desks", "programmes", "seminars", "effects", "survey_questions", "step_tasks",
]  # fmt: skip


@pytest.fixture
def read_changed(tmp_path):
    """Read a kept list after changing its text."""

    def change_and_read(source_id: str, old: str, new: str):
        edition = source.load(source_id).editions[0]
        text = (REFERENCE / edition.files[0]).read_text("utf-8")
        assert old in text
        path = tmp_path / edition.files[0]
        path.write_text(text.replace(old, new, 1), "utf-8")
        return source.load(source_id).reader(path, edition)

    return change_and_read


@pytest.mark.parametrize(
    ("source_id", "old", "new", "message"),
    [
        ("desks", "phone: 011-709-2311", 'phone: "011"', "「phone」：「011」は使えません。「03-1234-5678」の形"),
        ("desks", "mail: kikaku@hrr.mlit.go.jp", "mail: kikaku", "メールアドレスが必要です"),
        ("desks", "[北海道]", "[蝦夷]", "「prefectures」：「蝦夷」は使えません。都道府県の名前"),
        ("desks", "office_ja: 東北地方整備局", "office_ja: 北海道開発局", "「北海道開発局」が重複しています"),
        ("seminars", "held_on: 2025-10-16", "held_on: 10月16日", "「2025-12-18」の形の日付"),
        ("seminars", "for_contractors: false", "for_contractors: はい", "true か false"),
        ("programmes", "kind: award", "kind: prize", "qualification・award・training・matching のどれか"),
        ("schemes", "has_legal_person: true", "has_legal_parson: true", "「has_legal_person」ではありませんか"),
        ("schemes", "    responsibility_ja: 責任の所在は組合にあり、明確です。\n", "", "項目「responsibility_ja」がありません"),
        ("outsourcing_ladder", "levels_ja: [単年度, 複数年度]", "levels_ja: 単年度", "1つ以上の一覧"),
        ("handbook", "number: 1,", "number: 99,", "0〜50 の整数"),
        ("effects", "effects:\n", "voices:\n", "「voices」という項目はありません"),
        ("survey_questions", "id: c_work", "id: c_name", "「c_name」が重複しています"),
        ("survey_questions", "audience: resident", "audience: citizen", "contractor・department・resident のどれか"),
        ("survey_questions", ", choices_ja: [賛成, どちらかといえば賛成, どちらかといえば反対, 反対, 分からない]", "", "kind が single か multiple の設問だけに"),
        ("survey_questions", "choices_ja: [賛成, どちら", "choices_ja: [賛成, 賛成, どちら", "同じ選択肢が2回あります"),
        ("step_tasks", "step: 6", "step: 7", "0〜6 の整数"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(read_changed, source_id, old, new, message):
    with pytest.raises(BadInput) as refused:
        read_changed(source_id, old, new)
    assert message in str(refused.value)


@pytest.mark.parametrize("source_id", LISTS)
def test_a_list_without_its_documents_is_refused(tmp_path, source_id):
    edition = source.load(source_id).editions[0]
    text = (REFERENCE / edition.files[0]).read_text("utf-8")
    path = tmp_path / edition.files[0]
    path.write_text(text.replace("document_url: https://", "document_url: ", 1), "utf-8")
    with pytest.raises(BadInput, match="https:// で始まる URL"):
        source.load(source_id).reader(path, edition)
