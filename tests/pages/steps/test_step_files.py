"""Checklists of steps on one sheet, as people keep them: each task in its step, sums and sub-headings in none."""

import pandas as pd
import pytest
from workbooks import book

from dashboard.forms import reader
from pages.steps import form

STEPS = pd.DataFrame({"number": [0, 1], "name_ja": ["準備", "現状把握"]})
TASKS = pd.DataFrame({"step_number": [0, 1], "text_ja": ["体制を作る", "職員を数える"]})
WANTED = [*form.step_forms(STEPS, TASKS).values(), form.POLICY]
HEAD = ["すること", "状態", "だれが", "いつまで", "メモ"]
FIRST, SECOND = (
    ["体制を作る", "完了", "甲市", "2026/4/1", "済"],
    ["職員を数える", "進行中", "乙町", "R8.5.1", "3回"],
)


def read(content: bytes, name: str):
    return reader.read_all(name, content, WANTED, None)[0]


LISTS = {
    "column.csv": "ステップ,すること,状態,担当課,期限\nSTEP 0,体制を作る,完了,甲市,R8.4.1\nステップ１,職員を数える,進行中,乙町,46143\n".encode("cp932"),
    "numbers.tsv": "段階\tやること\t進捗状況\t担当\t期日\n0\t体制を作る\t完了\t甲市\t2026/4/1\n1\t職員を数える\t進行中\t乙町\t令和8年5月1日\n\t小計\t\t\t\n".encode("utf-16"),
    "sections.xlsx": book({"一覧": [["実施ステップ"], HEAD, ["STEP 0　準備"], FIRST, ["STEP 1　現状把握"], SECOND]}),
    "merged_sections.xlsx": book({"一覧": [HEAD, ["STEP 0　準備"], FIRST, [], HEAD, ["ステップ1"], SECOND]}, merged=("A2:E2", "A6:E6")),
    "merged_column.xlsx": book({"一覧": [["ステップ", *HEAD], ["STEP 0", *FIRST], ["STEP 1", *SECOND], ["合計", "2件"]]}, merged=("A2:A2",)),
    "sheets.xlsx": book({"STEP 0": [HEAD, FIRST], "STEP 1": [HEAD, SECOND], "表紙": [["実施ステップ"]]}),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_each_task_is_in_its_step_once(name):
    found = read(LISTS[name], name)
    for key, task, state, day in (
        ("step0", FIRST[0], "完了", "2026-04-01"),
        ("step1", SECOND[0], "進行中", "2026-05-01"),
    ):
        rows = found[key].rows
        assert rows[["text_ja", "state"]].to_numpy().tolist() == [[task, state]]
        assert rows["due"].to_list() == [pd.Timestamp(day)]


def test_a_task_of_no_step_is_named():
    content = "ステップ,すること,状態\n0,体制を作る,完了\n,説明会を開く,\n".encode()
    first = read(content, "一覧.csv")["step0"]
    assert any("どの段階のものか分からず、取り込まない行：3行目。" in note for note in first.notes_ja)
    (problem,) = first.problems
    assert problem.cell == "3行目" and problem.is_row_dropped and "どの段階" in problem.message_ja
    assert first.record.set_index("行")["結果"].to_dict() == {2: "取り込む", 3: "取り込まない"}


def test_a_task_with_nothing_but_its_words_is_one():
    content = book({"STEP 0": [HEAD, FIRST, ["会議を開く"], FIRST, ["※随時"]], "STEP 1": [HEAD, SECOND]})
    found = read(content, "一覧.xlsx")["step0"]
    assert found.rows["text_ja"].to_list() == [FIRST[0], "会議を開く", FIRST[0]]
    assert any("注記は取り込みません：5行目" in note for note in found.notes_ja)


def test_hidden_rows_are_read_and_named():
    content = book({"STEP 0": [HEAD, FIRST, FIRST], "STEP 1": [HEAD, SECOND, SECOND]}, hidden_rows=[3])
    assert "シート「STEP 0」の非表示の行も読みました：3行目。" in read(content, "一覧.xlsx")["step0"].notes_ja


def test_what_is_left_out_of_a_shared_list_is_listed_once():
    rows = [["ステップ", *HEAD], ["STEP 0", *FIRST], ["STEP 1", *SECOND], ["合計", "2件"], ["", "", "進行中"]]
    found = read(book({"一覧": rows}), "一覧.xlsx")
    problems = [problem.cell for one in found.values() for problem in one.problems]
    record = pd.concat([one.record for one in found.values()])
    assert problems == ["A4", "5行目"]
    assert record.sort_values("行")[["行", "結果"]].to_numpy().tolist() == [
        [2, "取り込む"],
        [3, "取り込む"],
        [4, "取り込まない"],
        [5, "取り込まない"],
    ]


UNPLACED = {
    "no step anywhere": {"一覧": [HEAD, FIRST, SECOND]},
    "a blank in the column": {"一覧": [["ステップ", *HEAD], ["", *FIRST], ["", *SECOND]]},
    "a step that there is not": {"一覧": [["ステップ", *HEAD], ["STEP 9", *FIRST], ["", *SECOND]]},
    "words that are no step": {"一覧": [["段階", *HEAD], ["初期", *FIRST], ["後期", *SECOND]]},
    "under other sub-headings": {"一覧": [HEAD, ["庁内の準備"], FIRST, SECOND]},
    "a sheet without a number": {"準備": [HEAD, FIRST, SECOND]},
    "before the first step": {"一覧": [HEAD, FIRST, SECOND, ["STEP 1"]]},
}


@pytest.mark.parametrize("layout", UNPLACED)
def test_a_row_whose_step_is_not_said_is_a_task_of_none_and_listed(layout):
    found = read(book(UNPLACED[layout]), "一覧.xlsx")
    tasks = [task for one in found.values() if "text_ja" in one.rows for task in one.rows["text_ja"]]
    assert not {FIRST[0], SECOND[0]} & set(tasks)
    listed = [
        problem for one in found.values() for problem in one.problems if "どの段階" in problem.message_ja
    ]
    assert len(listed) >= 2 and all(problem.is_row_dropped for problem in listed)  # sub-headings too


def test_only_the_rows_without_a_step_are_left_out():
    rows = [
        ["ステップ", *HEAD],
        ["STEP 0", *FIRST],
        ["", "会議を開く"],
        ["STEP 1", *SECOND],
        ["", "視察する", "未着手"],
    ]
    found = read(book({"一覧": rows}), "一覧.xlsx")
    assert found["step0"].rows["text_ja"].to_list() == [FIRST[0]]
    assert found["step1"].rows["text_ja"].to_list() == [SECOND[0]]
    listed = [problem.cell for one in found.values() for problem in one.problems]
    assert listed == ["3行目", "5行目"]
