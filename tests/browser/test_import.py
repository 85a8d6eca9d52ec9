"""Taking in an official file in a real browser: recognised, previewed, built, undone."""

import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from official_headings import FISCAL_INDICATORS
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
OSHIMA = "353051"


@pytest.fixture(scope="module")
def work(tmp_path_factory, database):
    """A folder of its own for database and raw files: imports change them."""
    folder = tmp_path_factory.mktemp("import")
    shutil.copy(database, folder / "dashboard.duckdb")
    (folder / "raw").mkdir()
    return folder


@pytest.fixture(scope="module")
def address(serve, work, dashboard_database):
    return serve(
        ROOT / "app.py",
        DASHBOARD_DB=str(work / "dashboard.duckdb"),
        DASHBOARD_RAW=str(work / "raw"),
        DASHBOARD_IMPORT="1",
    )


@pytest.fixture
def page(browser, address):
    page = browser.new_page(viewport={"width": 1440, "height": 1200})
    page.goto(address)
    page.wait_for_selector("h1", timeout=60_000)
    page.get_by_role("link", name="データ取込").click()
    expect(page.locator("h1")).to_have_text("データ取込", timeout=30_000)
    yield page
    page.close()


def fiscal_workbook(path: Path, current_balance_ratio: float) -> Path:
    """主要財政指標 of FY2022 in the official layout, from our snapshot, with one town's ratio changed."""
    rows = pd.read_parquet(ROOT / "data" / "snapshot" / "mic_fiscal_indicators.parquet")
    wide = rows[rows["fiscal_year"] == 2022].pivot(index="lg_code", columns="indicator", values="value")
    wide.loc[OSHIMA, "current_balance_ratio"] = current_balance_ratio
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["全市町村の主要財政指標（令和４年度）"])
    sheet.append(FISCAL_INDICATORS)
    names = [
        "fiscal_strength_index",
        "current_balance_ratio",
        "real_debt_service_ratio",
        "future_burden_ratio",
    ]
    for lg_code, row in wide.iterrows():
        values = ["-" if pd.isna(row[name]) else row[name] for name in names]
        sheet.append([lg_code, "県", "団体", *values])
    workbook.save(path)
    return path


def ratio(work: Path) -> float:
    import duckdb

    with duckdb.connect(":memory:") as db:
        db.execute(f"attach '{work / 'dashboard.duckdb'}' as built (read_only)")
        return db.execute(
            "select current_balance_ratio from built.fiscal_indicators where lg_code = ? and fiscal_year = 2022",
            [OSHIMA],
        ).fetchone()[0]


def test_official_file_is_recognised_built_and_undone(page, work, tmp_path):
    before = ratio(work)
    page.locator("input[type=file]").first.set_input_files(fiscal_workbook(tmp_path / "renamed.xlsx", 77.7))
    expect(page.get_by_text("ファイルにある市区町村").first).to_be_attached(timeout=60_000)
    page.get_by_role("button", name=re.compile("取り込んでデータベース")).click()
    expect(page.get_by_text("新しいデータベースに切り替えました")).to_be_visible(timeout=120_000)
    assert ratio(work) == 77.7
    page.get_by_role("button", name=re.compile("取り消す")).click()
    expect(page.get_by_text("取込の前のデータベースに戻しました")).to_be_visible(timeout=60_000)
    assert ratio(work) == before
    assert not [file for file in (work / "raw").rglob("*") if file.is_file()]


def test_file_that_fits_nothing_is_refused_in_japanese(page, tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_text("a,b\n1,2\n", "utf-8")
    page.locator("input[type=file]").first.set_input_files(odd)
    expect(page.get_by_text("どの資料か分かりませんでした")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_own_ledger_is_mapped_by_its_labels(page, tmp_path):
    own = tmp_path / "橋梁台帳.csv"
    own.write_text(
        "橋梁名,架設年度,橋長(m),判定区分,市区町村\n甲橋,昭和45,12.5,Ⅱ,周防大島町\n乙橋,不明,8.0,Ⅲ,周防大島町\n",
        "cp932",
    )
    page.locator("input[type=file]").nth(1).set_input_files(own)
    expect(page.get_by_role("combobox", name="架設年度")).to_have_value("架設年度", timeout=60_000)
    page.get_by_label("台帳の時点").fill("2025/03/31")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2橋")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("1橋")).to_be_visible()
