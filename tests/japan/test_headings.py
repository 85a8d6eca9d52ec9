"""One matcher for the headings of ledgers and of forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import headings
from japan.facilities import BRIDGE, KINDS
from japan.headings import Heading

CONTRACTS = {
    "title": Heading("件名", ("工事名", "業務名")),
    "amount": Heading("契約金額", ("金額", "請負金額")),
    "start": Heading("開始日", ("着工日", "契約日")),
    "end": Heading("終了日", ("完了日",)),
}
# What files head their columns by → what each field was found to be.
LEDGERS = [
    (["橋梁番号", "橋梁名", "架設年", "橋長", "幅員"], ["bridge_id", "bridge_name", "built_fiscal_year", "length_m", "width_m"]),
    (["No.", "橋りょう名称", "竣工年月日", "延長［ｍ］", "全幅員"], ["bridge_id", "bridge_name", "built_fiscal_year", "length_m", "width_m"]),
    (["(1)施設番号", "(2)施設名", "(3)建設年度(西暦)"], ["bridge_id", "bridge_name", "built_fiscal_year"]),
    (["架設年度_和暦", "架設年度_西暦"], [None, "built_fiscal_year"]),
    (["架設年度(和暦)", "架設年度"], [None, "built_fiscal_year"]),
    (["点検記録_点検実施年度", "点検記録_判定区分", "前回判定区分"], ["inspection_fiscal_year", "soundness_category", None]),
    (["健全度Ⅰ", "健全度Ⅱ", "健全度"], [None, None, "soundness_category"]),
    (["起点側位置_緯度", "起点側位置_経度", "終点側位置_緯度"], ["latitude", "longitude", None]),
    (["所在地", "市区町村名", "全国地方公共団体コード"], [None, "location_name", "location_code"]),
    (["市町村", "所在地", "都道府県名"], ["location_name", None, "prefecture_name"]),
    (["構造形式", "橋梁形式"], [None, "structure_ja"]),
    (["コード", "管理番号", "名称"], [None, "bridge_id", "bridge_name"]),
    (["shisetsu_id", "bridge_name", "built_fiscal_year"], ["bridge_id", "bridge_name", "built_fiscal_year"]),
    (["※橋 長\n(m)", "★有効幅員"], ["length_m", "width_m"]),
    (["補修完了年度", "次回点検年度", "経過年数", "橋梁名カナ"], [None, None, None, None]),
]  # fmt: skip
FORMS = [
    (["件名", "契約金額（千円）", "開始日", "終了日"], ["title", "amount", "start", "end"]),
    (["工事名", "金額", "契約日", "完了日"], ["title", "amount", "start", "end"]),
    (["工事の件名", "金額", "契約金額（税込）"], ["title", None, "amount"]),
    (["金額", "請負金額"], ["amount", None]),
    (["工期_開始日", "工期_終了日", "工期_契約日"], ["start", "end", None]),
    (["開始日の予定", "契約日"], [None, "start"]),
    (["件　名※", "●終了日"], ["title", "end"]),
    (["［件名］", "備考"], ["title", None]),
]


def found(wanted: dict[str, Heading], labels: list[str]) -> list[str | None]:
    """The key each label was assigned to."""
    by_label = {label: key for key, label in headings.assign(wanted, labels).items() if label}
    return [by_label.get(label) for label in labels]


@pytest.mark.parametrize(("labels", "fields"), LEDGERS)
def test_the_columns_of_ledgers(labels, fields):
    assert found(BRIDGE.headings, labels) == fields


@pytest.mark.parametrize(("labels", "keys"), FORMS)
def test_the_columns_of_forms(labels, keys):
    assert found(CONTRACTS, labels) == keys


WORDS = [
    "橋梁",
    "施設",
    "番号",
    "名",
    "路線",
    "構造",
    "架設",
    "年度",
    "年",
    "西暦",
    "和暦",
    "橋長",
    "判定区分",
    "健全度",
    "点検",
    "緯度",
    "経度",
    "所在地",
    "件名",
    "契約",
    "金額",
    "開始日",
    "_",
    "(m)",
    "※",
]
HEADINGS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join), unique=True)
WANTED = {**BRIDGE.headings, **CONTRACTS}


@given(HEADINGS)
def test_no_heading_is_used_twice_and_each_fits(labels):
    mapping = headings.assign(WANTED, labels)
    used = [label for label in mapping.values() if label]
    assert len(used) == len(set(used))
    scores = headings.scores(WANTED, labels)
    assert all((key, label) in scores for key, label in mapping.items() if label)


@given(HEADINGS)
def test_nothing_that_fits_better_is_left_over(labels):
    """No column and heading would both rather have each other than what they got."""
    mapping, scores = headings.assign(WANTED, labels), headings.scores(WANTED, labels)
    owner = {label: key for key, label in mapping.items() if label}
    for (key, label), score in scores.items():
        own = scores.get((key, mapping[key]), 0)
        others = scores.get((owner.get(label), label), 0)
        assert score <= max(own, others)


def test_a_name_counts_more_than_a_pattern_and_a_pattern_more_than_a_word_among_others():
    wanted = {"length": Heading("延長", ("全長",), ("(道路)?長さ",))}
    ranked = ["延長（km）", "全長", "道路長さ", "認定延長"]
    scores = headings.scores(wanted, ranked[::-1])
    assert sorted(ranked, key=lambda label: -scores["length", label]) == ranked


def test_every_pattern_counts():
    """A pattern further down the list would score nothing."""
    for kind in KINDS:
        for field in kind.fields:
            assert len(field.heading.patterns) <= headings.MAX_PATTERNS, field.name
            assert not any("_" in pattern for pattern in field.heading.patterns), field.name


def test_what_never_is_meant_is_not_meant_in_brackets_either():
    done = {"completed": headings.Heading("完了日", ("対応日",), never="予定|見込")}
    assert headings.assign(done, ["完了日（予定）"]) == {"completed": None}
    assert headings.assign(done, ["対応日（見込）", "完了日（実績）"]) == {"completed": "完了日（実績）"}
