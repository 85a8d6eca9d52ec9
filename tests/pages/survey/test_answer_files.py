"""Files of answers as services, offices and spreadsheets leave them: every respondent counted, every answer what it is."""

import io

import openpyxl
import pytest
from page_texts import shown_tables, texts

from analysis import spreadsheet, survey, survey_reading
from pages.survey import form
from pages.survey.answers import record
from pages.survey.answers_file import Round, read_answers

PAGE = "pages/survey/page.py"
ROWS = [
    {"text_ja": "参加しますか。", "kind": "1つ選ぶ", "choices": "参加したい；条件により参加する；参加しない；その他", "question_id": "join"},
    {"text_ja": "受けたい業務をすべて選んでください。", "kind": "いくつでも選ぶ", "choices": "巡回；清掃；除草・剪定；点検、調査；その他", "question_id": "works"},
    {"text_ja": "技術者は何人ですか（人）。", "kind": "数", "question_id": "staff"},
    {"text_ja": "ご意見をお書きください。", "kind": "文章", "question_id": "ideas"},
]  # fmt: skip
ASKED, _ = form.questions(form.FORM.table(ROWS))
JOIN, WORKS, STAFF, IDEAS = ASKED["text_ja"]


def read(content: bytes | str, name: str = "回答.csv") -> Round:
    return read_answers(name, content.encode() if isinstance(content, str) else content, ASKED)


def answers(one: Round):
    return survey.arranged(one.table, survey_reading.match_columns(list(one.table), ASKED), ASKED)


def tallied(one: Round, question_id: str) -> dict[str, int]:
    question = ASKED.set_index("question_id", drop=False).loc[question_id]
    counted = survey.tally(answers(one)[question_id], question)
    return {choice: count for choice, count in zip(counted["choice"], counted["count"], strict=True) if count}


def workbook(
    rows: list[list], merged=(), hidden_row: int | None = None, hidden_column: str | None = None
) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for block in merged:
        book.active.merge_cells(block)
    if hidden_row:
        book.active.row_dimensions[hidden_row].hidden = True
    if hidden_column:
        book.active.column_dimensions[hidden_column].hidden = True
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


# --- services -------------------------------------------------------------------------------------------------------


def test_google_forms_divides_by_commas_that_choices_hold_too():
    one = read(
        f'タイムスタンプ,{JOIN},{WORKS},{STAFF}\n2026/04/01 10:00:00,参加したい,"巡回, 点検、調査, 除草・剪定",12\n'
        '2026/04/01 10:01:00,その他,"清掃, 重機の貸出",９\n'
    )
    assert tallied(one, "works") == {"巡回": 1, "清掃": 1, "除草・剪定": 1, "点検、調査": 1, survey.OTHER: 1}
    summary = survey.summary(answers(one)["staff"], "人")
    assert (summary["total"], summary["codes"]) == (12, 1)


def test_microsoft_forms_ends_each_answer_with_its_divider():
    head = ["ID", "開始時刻", "完了時刻", "メール", "名前", JOIN, WORKS, STAFF]
    one = read(
        workbook(
            [
                head,
                [
                    1,
                    "2026-04-01",
                    "2026-04-01",
                    "anonymous",
                    None,
                    "参加したい",
                    "巡回;点検、調査;その他;",
                    5,
                ],
                [2, "2026-04-01", "2026-04-01", "anonymous", None, "参加しない", "除草・剪定;", -1],
            ]
        ),
        "回答.xlsx",
    )
    assert tallied(one, "works") == {"巡回": 1, "除草・剪定": 1, "点検、調査": 1, "その他": 1}
    assert survey.summary(answers(one)["staff"], "人")["total"] == 5


def test_numbers_before_questions_and_choices_and_kept_zeros_in_shift_jis():
    one = read(
        f"受付番号,問１．{JOIN}【必須】,問２　{WORKS}（複数回答可）,問3 {STAFF}\r\n'0001,1.参加したい,1.巡回／3.除草・剪定,3人\r\n"
        '="0002",3：参加しない,②清掃、④点検、調査,約10名\r\n'.encode("cp932")
    )
    assert one.table["受付番号"].to_list() == ["0001", "0002"]
    assert tallied(one, "join") == {"参加したい": 1, "参加しない": 1}
    assert tallied(one, "works") == {"巡回": 1, "清掃": 1, "除草・剪定": 1, "点検、調査": 1}
    assert survey.summary(answers(one)["staff"], "人")["total"] == 13


def test_utf_16_divided_by_tabs():
    one = read(
        f"番号\t{JOIN}\t{WORKS}\n1\t参加したい\t巡回・清掃\n2\t参加しない\t除草･剪定\n".encode("utf-16"),
        "回答.tsv",
    )
    assert tallied(one, "works") == {"巡回": 1, "清掃": 1, "除草・剪定": 1}


def test_other_with_words_of_ones_own_stays_whole():
    one = read(f"番号,{WORKS}\n1,巡回；その他（草刈機の貸出、運搬）\n")
    question = ASKED.iloc[1]
    listed = survey_reading.unfit(answers(one)["works"], question)
    assert listed[["answer", "nearest"]].to_numpy().tolist() == [["その他（草刈機の貸出、運搬）", "その他"]]


# --- tables ---------------------------------------------------------------------------------------------------------


def test_groups_over_the_questions_and_a_title_above():
    one = read(
        workbook(
            [
                ["アンケートの結果"],
                ["基本", None, "意向", None, "体制"],
                ["番号", "会社名", JOIN, WORKS, STAFF],
                [1, "甲山建設", "参加したい", "巡回", 3],
                [2, "乙川組", "参加しない", "清掃", 4],
            ],
            merged=("A2:B2", "C2:D2"),
            hidden_row=5,
            hidden_column="C",
        ),
        "回答.xlsx",
    )
    assert tallied(one, "join") == {"参加したい": 1, "参加しない": 1}
    assert one.letters[JOIN] == "C"
    assert one.notes_ja[0] == "非表示の行も読みました：5行目。"
    assert "非表示の列も読みました" in one.notes_ja[1]


ONE_COLUMN_EACH = {
    "merged.xlsx": workbook(
        [
            ["番号", WORKS, None, None, STAFF],
            [None, "巡回", "清掃", "点検、調査", None],
            [1, "○", None, "○", 3],
            [2, None, "○", None, 4],
        ],
        merged=("A1:A2", "B1:D1", "E1:E2"),
    ),
    "two_rows.csv": f"番号,{WORKS},,,{STAFF}\n,巡回,清掃,点検、調査,\n1,1,0,1,3\n2,0,1,0,4\n".encode("cp932"),
    "brackets.csv": f"番号,{WORKS} [巡回],{WORKS} [清掃],{WORKS} [点検、調査]\n1,巡回,,点検、調査\n2,,清掃,\n".encode(),
    "underscore.csv": f"番号,Q2. {WORKS}_1.巡回,Q2. {WORKS}_2.清掃,Q2. {WORKS}_4.点検、調査\n1,TRUE,FALSE,TRUE\n2,FALSE,TRUE,FALSE\n".encode(),
    "colon.tsv": f"番号\t{WORKS}：巡回\t{WORKS}：清掃\t{WORKS}：点検、調査\n1\t✓\t\t✓\n2\t\tレ\t\n".encode("utf-16"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_COLUMN_EACH)
def test_one_column_for_each_choice(name):
    one = read(ONE_COLUMN_EACH[name], name)
    assert answers(one)["works"].to_list() == ["巡回;点検、調査", "清掃"]
    assert one.letters[WORKS] == "B〜D"


def test_what_stands_in_the_column_of_a_choice_and_is_no_mark_is_listed():
    one = read(f"番号,{WORKS} [巡回],{WORKS} [その他]\n1,○,機械の貸出\n")
    assert tallied(one, "works") == {"巡回": 1, survey.OTHER: 1}


def test_a_merged_number_is_counted_once_and_a_merged_choice_for_each():
    rows = [["番号", JOIN, STAFF], [1, "参加したい", 3], [2, None, None]]
    one = read(workbook(rows, merged=("B2:B3", "C2:C3")), "回答.xlsx")
    assert tallied(one, "join") == {"参加したい": 2}
    assert survey.summary(answers(one)["staff"], "人")["total"] == 3


# --- every respondent counts ------------------------------------------------------------------------------------------

ODD_WORDS = [
    "合計",
    "計",
    "小計",
    "平均",
    "※特になし",
    "注",
    "例",
    "記入例",
    "■",
    "〃",
    "1",
    "①",
    "以上",
    "人",
    "-",
]


def test_no_answer_makes_its_respondent_vanish():
    one = read("\n".join([IDEAS, *ODD_WORDS]) + "\n")
    assert answers(one)["ideas"].to_list() == ODD_WORDS


@pytest.mark.parametrize("filled", [1, 2, 4])
def test_sparse_rows_and_rows_after_blank_ones_are_respondents(filled):
    full = "1,参加したい,巡回,3,よい\n" * 5
    one = read(
        f"番号,{JOIN},{WORKS},{STAFF},{IDEAS}\n{full},,,,\n,,,,\n{',' * filled}計{',' * (4 - filled)}\n"
    )
    assert len(one.table) == 6 and one.table.index[-1] == 9


def test_a_respondent_whose_answers_are_the_headings_of_their_columns_counts():
    one = read(
        f"番号,{WORKS} [巡回],{WORKS} [清掃]\n1,巡回,清掃\n番号,{WORKS} [巡回],{WORKS} [清掃]\n2,巡回,\n"
    )
    assert answers(one)["works"].to_list() == ["巡回;清掃", "巡回"]
    assert [row for _, row, _ in one.asides] == [3]
    assert "見出しの繰り返しは数えていません：3行目。" in one.notes_ja


def test_unnamed_columns_between_questions_divide_nothing():
    one = read(f"{JOIN},,{WORKS},{STAFF}\n参加したい,メモ,巡回,3\n参加しない,,清掃,4\n")
    assert (tallied(one, "join"), tallied(one, "works")) == (
        {"参加したい": 1, "参加しない": 1},
        {"巡回": 1, "清掃": 1},
    )


# --- what is left of a reading ----------------------------------------------------------------------------------------


def test_the_record_has_every_row_by_its_own_number():
    one = read(f"番号,{JOIN}\n1,参加したい\n2,\n番号,{JOIN}\n3,たぶん\n計,2\n").without((6,))
    sheets = record(one, survey_reading.match_columns(list(one.table), ASKED), ASKED)
    rows = sheets["行ごとの結果"]
    assert rows[["行", "結果"]].to_numpy().tolist() == [
        [2, "数える"],
        [3, "数えない"],
        [4, "数えない"],
        [5, "数える"],
        [6, "数えない"],
    ]
    assert "集計の行" in rows["理由"].iloc[-1] and "見出しの繰り返し" in rows["理由"].iloc[2]
    assert sheets["読めない答え"]["セル"].to_list() == ["B5"]
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet.workbook(sheets)))
    assert book.sheetnames == ["列の対応", "行ごとの結果", "読めない答え", "注記"]


BUSY = "仕事が集中して受けにくい時期をすべて選んでください。"
WINDOWS, MAC = "～", "〜"
SPELLINGS = {
    "windows": f"番号,問1. {BUSY}（必須）\n1,4～6月;10～12月\n2,7～9月\n3,特にない\n".encode("cp932"),
    "tilde": f"番号,【必須】{BUSY}\n1,4~6月；10~12月\n2,7~9月\n3,特にない\n".encode(),
    "numbered": f"番号,Q1 {BUSY}\n1,\"1. 4〜6月, 3. 10〜12月\"\n2,2. 7〜9月\n3,5. 特にない\n".encode(),
    "full width": f"番号,{BUSY}\n1,４－６月、１０－１２月\n2,７～９月\n3,特にない\n".encode("cp932"),
    "lines": f'番号,{BUSY}*\n1,"4〜6月\n10〜12月"\n2,7〜9月\n3,特にない\n'.encode("utf-8-sig"),
    "dots": f"番号\t{BUSY}\n1\t4～6月・10～12月\n2\t7‐9月／\n3\t特にない;\n".encode("utf-16"),
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_answers_of_every_keyboard_are_the_choices_offered(open_page, spelling):
    app = open_page(PAGE)
    app.file_uploader(key="answers_files_0").set_value([("回答.csv", SPELLINGS[spelling], "text/csv")])
    app.run()
    assert not app.exception and not app.error, texts(app)
    crossed = next(frame for frame in shown_tables(app) if "回答者" in frame).set_index("番号")
    counts = crossed.loc[["1", "2", "3"], ["4〜6月", "7〜9月", "10〜12月", "1〜3月", "特にない"]].sum()
    assert counts[counts > 0].to_dict() == {"4〜6月": 1, "7〜9月": 1, "10〜12月": 1, "特にない": 1}


def test_a_row_of_sums_is_counted_until_the_reader_says_what_it_is(open_page):
    app = open_page(PAGE)
    content = f"番号,{BUSY}\n1,4〜6月\n2,7〜9月\n合計,特にない\n".encode()
    app.file_uploader(key="answers_files_0").set_value([("回答.csv", content, "text/csv")])
    app.run()
    assert "計 3件" in texts(app)
    app.checkbox[0].check().run()
    assert not app.exception
    assert "計 2件" in texts(app)
