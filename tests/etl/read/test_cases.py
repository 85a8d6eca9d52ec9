"""Cases kept by hand: strict, with messages that help."""

import shutil

import pytest

from etl import source
from etl.problems import BadInput
from etl.read.cases import TEMPLATE, read
from etl.snapshot import REFERENCE

EDITION = source.load("cases").editions[0]
CASE = """\
name_ja: 甲の取組
programme: earlier_practice
kinds: [horizontal]
members:
  - {role: lead, lg_code: "352012", name_ja: 下関市}
summary_ja: 橋をまとめて点検します。
documents:
  - document_ja: 資料
    document_date_ja: 令和7年度
    document_url: https://example.jp/
"""


@pytest.fixture
def read_case(tmp_path):
    """Write one case and read its folder."""

    def write_and_read(text: str, name: str = "practice_x.yaml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return read(path, EDITION)

    return write_and_read


def test_a_case_needs_only_who_what_and_which_document(read_case):
    case = read_case(CASE).iloc[0]
    assert case["case_id"] == "practice_x"
    assert case["members"] == [{"lg_code": "352012", "member_ja": "下関市", "role": "lead", "note_ja": None}]
    assert case["sectors"] == case["steps"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CASE + "sumary_ja: 誤り\n", "practice_x.yaml 11行目：「sumary_ja」という項目はありません。「summary_ja」ではありませんか。"),
        (CASE.replace("summary_ja: 橋をまとめて点検します。\n", ""), "項目「summary_ja」がありません"),
        (CASE.replace("[horizontal]", "[sideways]"), "3行目「kinds」：「sideways」は使えません。vertical・horizontal"),
        (CASE.replace("[horizontal]", "[horisontal]"), "「horizontal」ではありませんか。"),
        (CASE.replace("352012", "352055").replace("下関市", "徳山市"), "合併した団体は、いまの団体のコード"),
        (CASE.replace("[horizontal]", "[]"), "「kinds」：1つ以上の一覧が必要です"),
        (CASE.replace("352012", "352011"), "5行目「lg_code」：「352011」は使えません。実在する市区町村か都道府県"),
        (CASE.replace('"352012"', "352012"), "引用符で囲んで"),
        (CASE.replace("下関市", "宇部市"), "352012 は山口県下関市です（「宇部市」と書かれています）"),
        (CASE.replace(', lg_code: "352012", name_ja: 下関市', ""), "lg_code と name_ja の両方"),
        (CASE.replace("role: lead, ", ""), "5行目：項目「role」がありません"),
        (CASE[: CASE.index("documents")], "項目「documents」がありません"),
        (CASE.replace("https://", "http://"), "https:// で始まる URL"),
        (CASE + "contract: {years: 三}\n", "11行目「years」：「三」は使えません。1〜30 の整数"),
        (CASE + "as_of: 令和7年\n", "「2025-12-18」の形の日付"),
        (CASE + "name_ja: もう一つ\n", "YAML として読めません。1行目"),
        (CASE.replace("name_ja: 甲", "name_ja: [甲"), "YAML として読めません"),
        ("- ただの一覧\n", "「項目: 値」を並べた YAML"),
        (CASE.replace("下関市}", "下関市}\n  - {role: member, lg_code: \"352012\", name_ja: 下関市}"), "山口県下関市が重複"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_its_line(read_case, text, message):
    with pytest.raises(BadInput) as refused:
        read_case(text)
    assert message in str(refused.value)
    assert str(refused.value).startswith("practice_x.yaml")


def test_a_name_that_cannot_be_an_id_is_refused(read_case):
    with pytest.raises(BadInput, match="ファイル名は英小文字"):
        read_case(CASE, "事例.yaml")


def test_a_body_with_an_old_code_gets_its_present_one(read_case):
    case = read_case(CASE.replace("352012", "403059").replace("下関市", "那珂川市")).iloc[0]
    assert case["members"][0]["lg_code"] == "402311"


def test_all_municipalities_of_a_prefecture_are_those_not_named(read_case):
    every = CASE.replace("下関市}", "下関市}\n  - {role: planned, every_municipality_of: 山口県}")
    members = read_case(every).iloc[0]["members"]
    assert [member["role"] for member in members] == ["lead"] + ["planned"] * 18


def test_adding_a_case_is_adding_one_file(tmp_path):
    shutil.copytree(REFERENCE / "cases", tmp_path / "cases")
    before = read(tmp_path / "cases" / f"{TEMPLATE}.yaml", EDITION)
    template = (tmp_path / "cases" / f"{TEMPLATE}.yaml").read_text("utf-8")
    (tmp_path / "cases" / "practice_new.yaml").write_text(template, "utf-8")
    after = read(tmp_path / "cases" / f"{TEMPLATE}.yaml", EDITION)
    assert set(after["case_id"]) - set(before["case_id"]) == {"practice_new"}
