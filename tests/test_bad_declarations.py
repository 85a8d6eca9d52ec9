"""A metric or a source that is declared wrongly is refused with its file, line and what was expected."""

import re
from pathlib import Path

import duckdb
import pytest

from etl import declaration, measure, source
from etl.problems import BadInput

METRIC = """\
topic: ageing
order: 10
label_ja: 職員1人当たりの橋
unit: 橋
digits: 1
higher_is: worse
kind: ratio
per: 100
basis: derived
numerator:
  from: bridge_counts
  column: bridges
  label_ja: 橋
  unit: 橋
denominator:
  from: staff_counts
  column: staff
  where: staff > 0
  label_ja: 職員
  unit: 人
why_it_matters_ja: 例。
caveats_ja: [例。]
"""
SOURCE = """\
title_ja: 市区町村の面積
publisher: 国土地理院
page: https://example.jp/
licence: {name: 利用規約, url: "https://example.jp/licence"}
attribution: 例を加工して作成
covers_ja: 全市区町村。
unit_of_row: 市区町村
layout:
  columns: {code: 団体コード, municipality_name: 市区町村, area: 面積, remark: 備考}
downloads:
  - {url: "https://example.jp/a.csv", file: a.csv}
editions:
  - edition: "2025"
    as_of: 2025-01-01
    retrieved: 2026-11-20
    files: [a.csv]
  - edition: "2026"
    as_of: 2026-01-01
    retrieved: 2026-11-20
    files: [b.csv]
    layout:
      columns: {code: コード, municipality_name: 市区町村, area: 面積, remark: 備考}
"""
WRONG_METRICS = {
    "misspelt field": ("order: 10", "oder: 10", "2行目：「oder」という項目はありません。「order」ではありませんか。"),
    "unknown field": ("order: 10", "order: 10\nzzz: 1", "3行目：「zzz」という項目はありません。使える項目：topic、"),
    "unknown field of a part": ("  column: staff", "  colum: staff", "17行目：「colum」という項目はありません。"),
    "missing field": ("digits: 1\n", "", "1行目：項目「digits」がありません。"),
    "missing field of a part": ("  column: bridges\n", "", "11行目：項目「column」がありません。"),
    "field of the other part": ("  column: staff", "  column: staff\n  status: a", "18行目：「status」という項目はありません。"),
    "written twice": ("order: 10", "order: 10\norder: 20", "1行目を確かめてください。"),
    "number for a text": ("label_ja: 橋", "label_ja: 5", "13行目「label_ja」：「5」は使えません。文字が必要です"),
    "text for a number": ("digits: 1", "digits: 一", "5行目「digits」：「一」は使えません。0〜6 の整数が必要です。"),
    "truth for a number": ("order: 10", "order: true", "2行目「order」：「True」は使えません。"),
    "number for a truth": ("basis:", "has_mixed_dates: 1\nbasis:", "9行目「has_mixed_dates」：「1」は使えません。true か false"),
    "text for a list": ("caveats_ja: [例。]", "caveats_ja: 例。", "22行目「caveats_ja」：1つ以上の一覧が必要です。"),
    "empty list": ("caveats_ja: [例。]", "caveats_ja: []", "22行目「caveats_ja」：1つ以上の一覧が必要です。"),
    "text for a part": ("numerator:\n", "numerator: 橋\nx:\n", "「x」という項目はありません。"),
    "topic": ("topic: ageing", "topic: aging", "1行目「topic」：「aging」は使えません。staffing・ageing・finance・outlook"),
    "unit": ("unit: 橋\ndigits", "unit: 橋梁\ndigits", "4行目「unit」：「橋梁」は使えません。"),
    "unit of a part": ("  unit: 人", "  unit: 名", "20行目「unit」：「名」は使えません。"),
    "higher_is": ("higher_is: worse", "higher_is: bad", "6行目「higher_is」：「bad」は使えません。better・worse・neither"),
    "kind": ("kind: ratio", "kind: ration", "「ratio」ではありませんか。"),
    "basis": ("basis: derived", "basis: estimate", "9行目「basis」：「estimate」は使えません。"),
    "a level with a denominator": ("kind: ratio\nper: 100", "kind: level", "14行目「denominator」：denominator は"),
    "a change with a factor": ("kind: ratio", "kind: change", "8行目「per」：kind が ratio のときだけ"),
    "source": ("[例。]\n", "[例。]\nsources: [gsi_area]\n", "23行目「sources」：「gsi_area」は bridge_counts・staff_counts の出典"),
}  # fmt: skip
UNMEASURABLE = {
    "table": ("bridge_counts", "bridge_count", "11行目「from」：「bridge_count」という表はありません。「bridge_counts」"),
    "column": ("column: staff", "column: stuff", "17行目「column」：「stuff」という列（staff_counts）はありません。「staff」"),
    "condition": ("where: staff > 0", "where: stuff > 0", "18行目「where」：「stuff > 0」は staff_counts の列からなる"),
}  # fmt: skip
WRONG_SOURCES = {
    "misspelt field": ("publisher:", "pubisher:", "2行目：「pubisher」という項目はありません。「publisher」"),
    "missing field": ("covers_ja: 全市区町村。\n", "", "1行目：項目「covers_ja」がありません。"),
    "licence": ("{name: 利用規約, ", "{", "4行目：項目「name」がありません。"),
    "address": ("page: https", "page: ftp", "3行目「page」：「ftp://example.jp/」は使えません。https:// で"),
    "truth": ("unit_of_row", "shipped: no thanks\nunit_of_row", "7行目「shipped」：「no thanks」は使えません。"),
    "edition's field": ("    retrieved: 2026-11-20\n    files: [a.csv]", "    retreived: 2026-11-20", "15行目：「retreived」"),
    "edition's date": ("as_of: 2025-01-01", "as_of: 2025年", "14行目「as_of」：「2025年」は使えません。"),
    "edition without a date": ("    as_of: 2025-01-01\n", "", "13行目：項目「as_of」がありません。"),
    "edition's label": ('edition: "2025"', "edition: 2025", "13行目「edition」：「2025」は使えません。文字が必要です"),
    "editions alike": ('"2026"', '"2025"', "13行目と17行目：「2025」が重複しています。"),
    "no editions": (SOURCE[SOURCE.index("editions:") :], "editions: []\n", "12行目「editions」：1つ以上の一覧が必要です。"),
    "key of what is not imported": ("unit_of_row", "key: [area]\nunit_of_row", "7行目「key」：imported: true の出典だけ"),
    "imported with dates": ("unit_of_row", "imported: true\nkey: [area]\nunit_of_row", "16行目「as_of」：imported: true の出典では"),
    "layout": ("  columns: {code: 団", "  colums: {code: 団", "9行目：「colums」という項目はありません。「columns」"),
    "layout's column": ("{code: 団", "{cod: 団", "9行目：「cod」という項目はありません。「code」"),
    "layout's missing column": ("{code: 団体コード, ", "{", "9行目：項目「code」がありません。"),
    "edition's layout": ("      columns: {code: コ", "      columns: {code: 1, kode: コ", "22行目：「kode」という項目はありません。"),
    "label that is a number": ("code: コード", "code: 1", "22行目「code」：「1」は使えません。"),
    "download": ("file: a.csv}", "fil: a.csv}", "11行目：「fil」という項目はありません。「file」"),
    "download's misspelt kind": ("{url: \"https://example.jp/a.csv\"", "{ulr: \"https://example.jp/a.csv\"", "11行目：「ulr」"),
    "download of no kind": ("{url: \"https://example.jp/a.csv\", ", "{", "11行目：api・link・suffixes・url のどれか"),
    "download of two kinds": ("file: a.csv}", "file: a.csv, link: [表]}", "11行目：「url」という項目はありません。"),
}  # fmt: skip


@pytest.fixture
def metric(tmp_path):
    """Read a metric from its declaration."""

    def load(text: str) -> declaration.Record:
        path = tmp_path / "bridges_per_head.yaml"
        path.write_text(text, "utf-8")
        return measure.load(path)

    return load


@pytest.fixture
def load_source(tmp_path, monkeypatch):
    """Read a source, of which there is a reader, from its declaration."""
    monkeypatch.setattr(source, "SOURCES", tmp_path)

    def load(text: str) -> source.Source:
        (tmp_path / "gsi_area.yaml").write_text(text, "utf-8")
        return source.load.__wrapped__("gsi_area")

    return load


@pytest.fixture
def counts():
    with duckdb.connect() as db:
        db.execute(
            "create table bridge_counts as select '990001' as lg_code, current_date as as_of, 4 as bridges"
        )
        db.execute(
            "create table staff_counts as select '990001' as lg_code, current_date as as_of, 8 as staff"
        )
        yield db


def test_a_good_metric_is_measured(metric, counts):
    one = metric(METRIC)
    measure.must_be_measurable(counts, one)
    assert counts.execute(f"select value from ({measure.sql(one)})").fetchall() == [(50.0,)]


@pytest.mark.parametrize("wrong", WRONG_METRICS)
def test_a_wrong_metric_is_refused_with_its_line(metric, wrong):
    right, written, problem = WRONG_METRICS[wrong]
    assert right in METRIC
    with pytest.raises(BadInput, match=re.escape(problem)) as refusal:
        metric(METRIC.replace(right, written, 1))
    assert str(refusal.value).startswith("metrics/bridges_per_head.yaml")


@pytest.mark.parametrize("wrong", UNMEASURABLE)
def test_a_metric_of_what_the_database_lacks_is_refused_with_its_line(metric, counts, wrong):
    right, written, problem = UNMEASURABLE[wrong]
    with pytest.raises(BadInput, match=re.escape(f"metrics/bridges_per_head.yaml {problem}")):
        measure.must_be_measurable(counts, metric(METRIC.replace(right, written, 1)))


def test_an_edition_has_the_source_s_layout_or_its_own(load_source):
    first, second = load_source(SOURCE).editions
    assert first.layout["columns"]["code"] == "団体コード"
    assert second.layout["columns"]["code"] == "コード"


@pytest.mark.parametrize("wrong", WRONG_SOURCES)
def test_a_wrong_source_is_refused_with_its_line(load_source, wrong):
    right, written, problem = WRONG_SOURCES[wrong]
    assert right in SOURCE
    with pytest.raises(BadInput, match=re.escape(f"sources/gsi_area.yaml {problem}")):
        load_source(SOURCE.replace(right, written, 1))


def test_every_name_of_a_layout_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("kinds:\n  1: road_bridge\n", "utf-8")
    with pytest.raises(BadInput, match=r"a\.yaml 2行目：「1」は項目の名前に使えません。"):
        declaration.read(tmp_path / "a.yaml", {"kinds": declaration.Named(declaration.text)})


def test_every_declared_metric_and_source_is_read():
    assert len(measure.load_all()) == len(list(Path(measure.METRICS).glob("*.yaml")))
    assert len(source.load_all()) == len(list(Path(source.SOURCES).glob("*.yaml")))
