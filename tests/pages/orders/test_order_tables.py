"""Odd tables of orders: what the reader of tables does for ledgers it does for them."""

from order_books import contracts, read, remarks

HEAD = ["番号", "件名", "市町村", "入札者", "入札金額（円）", "結果", "契約金額（円）"]

SHORT = ["番号", "件名", "市町村", "受注者", "契約金額（円）"]


def test_a_project_merged_over_its_bidders_is_one_contract():
    rows = [HEAD, [1, "除草", "甲市", "乙", 100, "", 99], ["", "", "", "丙", 90, "落札"], ["", "", "", "丁", "", "辞退"],
            [2, "清掃", "甲市", "乙", 70, "落札（くじ）", 77]]  # fmt: skip
    merged = ("A2:A4", "B2:B4", "C2:C4", "G2:G4")
    found = read(rows, merged=merged)
    assert contracts(found) == [("除草", "丙", 99), ("清掃", "乙", 77)]
    assert contracts(read(rows)) == contracts(found)  # not merged: blank cells below


def test_a_winner_whose_place_stands_in_the_first_row_is_not_lost():
    found = read([HEAD, [1, "橋", "甲市", "乙", 100], ["", "", "", "丙", 90, "落札", 99]])
    assert contracts(found, "municipality", "contractor") == [("甲市", "丙")]


def test_dittos_are_what_stands_above_also_for_amounts():
    found = read([SHORT, [1, "除草", "甲市", "乙", 10], [2, "清掃", "〃", "同上", "〃"]])
    assert contracts(found) == [("除草", "乙", 10), ("清掃", "乙", 10)]
    assert "3か所は、上の行と同じとして読みました" in remarks(found)


def test_a_ditto_under_a_blank_is_no_name():
    found = read([SHORT, [1, "除草", "甲市", "", 10], [2, "清掃", "甲市", "〃", 5]])
    assert contracts(found) == [("除草", None, 10), ("清掃", None, 5)]
    assert "D3：「〃」は上の行のとおりという印ですが、上の行が空欄です" in remarks(found)


def test_two_tables_on_a_sheet_are_one_list_in_their_own_units():
    found = read(
        [
            ["1 工事"],
            ["工事名", "市町村", "受注者", "請負金額（千円）"],
            ["橋梁修繕", "甲市", "乙建設", 9000],
            ["計", "", "", 9000],
            [],
            ["2 業務委託"],
            ["業務名", "市町村", "受託者", "委託料（円）"],
            ["除草", "甲市", "丁園", 500_000],
        ]
    )
    assert contracts(found) == [("橋梁修繕", "乙建設", 9_000_000), ("除草", "丁園", 500_000)]
    assert "見出しが2行目、7行目にある2つの表をまとめて読みました（計2行）。" in remarks(found)
    assert "A4：「計」は集計の行です" in remarks(found)


def test_headings_over_three_rows():
    found = read(
        [
            ["番号", "件名", "発注者", "受注者", "契約", "", ""],
            ["", "", "", "", "工期", "", "金額"],
            ["", "", "", "", "着手", "完成", "（千円）"],
            [1, "除草", "甲市", "乙建設", "R6.4.1", "R7.3.31", 1200],
        ],
        merged=("E1:G1", "E2:F2", "A1:A3", "B1:B3", "C1:C3", "D1:D3"),
    )
    assert contracts(found, "start", "end", "amount") == [("2024-04-01", "2025-03-31", 1_200_000)]


def test_rows_of_sums_are_never_contracts():
    head = ["市町村", "件名", "受注者", "契約金額（円）"]
    sums = ["甲市計", "小計", "合　計", "道路課計", "上半期計", "合計（2件）"]
    found = read(
        [head, ["甲市", "除草", "乙", 1], *([name, "", "", 1] for name in sums), ["甲市", "清掃", "乙", 2]]
    )
    assert contracts(found, "title", "amount") == [("除草", 1), ("清掃", 2)]
    assert all(f"「{name}」は集計の行です" in remarks(found) for name in sums)


def test_municipalities_as_sub_headings():
    head = ["業務名", "受注者", "契約日", "契約金額（円）", "担当課"]
    found = read([head, ["甲市"], ["除草", "乙建設", "R6.4.1", 10, "道路課"], ["乙町"], ["清掃", "丙組", "R6.4.2", 20, "建設課"]])  # fmt: skip
    assert contracts(found, "title", "municipality") == [("除草", "甲市"), ("清掃", "乙町")]
    assert "小見出し「甲市」「乙町」を市区町村として読みました。" in remarks(found)


def test_hidden_rows_and_columns_are_read_and_named():
    rows = [SHORT, [1, "除草", "甲市", "乙", 10], [2, "清掃", "甲市", "丙", 5]]
    found = read(rows, hidden_rows=(3,), hidden_columns=("E",))
    assert contracts(found) == [("除草", "乙", 10), ("清掃", "丙", 5)]
    assert "非表示の行も読みました：" in remarks(found)
    assert "非表示の列も読みました：「契約金額（円）」" in remarks(found)


def test_estimates_before_a_tender_are_no_amounts():
    found = read([["件名", "市町村", "予定金額", "設計金額", "落札率"], ["橋", "甲市", 900, 950, "88%"]])
    assert contracts(found, "title", "amount") == [("橋", None)]


def test_the_party_of_a_contract_as_the_forms_for_contracts_without_tender_call_it():
    head = [
        "契約の名称",
        "契約の相手方の商号又は名称及び住所",
        "契約締結日",
        "契約金額（税込）",
        "担当課",
        "発注者",
    ]
    found = read([head, ["除草業務", "丙園　甲市1-2", "令和6年4月1日", "1,234,567円", "道路課", "甲市"]])
    assert contracts(found) == [("除草業務", "丙園　甲市1-2", 1_234_567)]


def test_sums_as_they_are_written_by_hand():
    cells = ["￥2,000,000-", "金3,000,000円也", "１２３，４５６円", "1.5百万円（税込）"]
    found = read([SHORT, *([at, f"業務{at}", "甲市", "乙", cell] for at, cell in enumerate(cells))])
    assert contracts(found, "amount") == [(2_000_000,), (3_000_000,), (123_456,), (1_500_000,)]


def test_no_amount_below_zero_and_none_per_unit():
    cells = ["△500", "@120円/㎡", "年額 1,200円", "8,636円（税抜）"]
    found = read([SHORT, *([at, f"業務{at}", "甲市", "乙", cell] for at, cell in enumerate(cells))])
    assert contracts(found, "amount") == [(None,)] * 4
    assert all(f"「{cell}」は" in remarks(found) for cell in cells)


def test_a_changed_amount_without_tax_does_not_replace_one_with_tax():
    head = ["件名", "市町村", "受注者", "当初契約金額（税込）", "変更契約金額（税抜）"]
    found = read([head, ["橋", "甲市", "乙", 1100, 1200]])
    assert contracts(found) == [("橋", "乙", 1100)]
    assert (
        "「変更契約金額（税抜）」は、「当初契約金額（税込）」と税込・税抜が違うため使っていません"
        in remarks(found)
    )


def test_tables_side_by_side_are_one_list():
    head = ["件名", "市町村", "契約金額（円）"]
    found = read([[*head, "", *head], ["橋", "甲市", 1, "", "道", "甲市", 2], ["川", "甲市", 3]])
    assert sorted(contracts(found, "title", "amount")) == [("川", 3), ("橋", 1), ("道", 2)]
