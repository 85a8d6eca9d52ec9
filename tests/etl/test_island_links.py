"""The hand-kept list of road bridges and tunnels between islands."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import pairs
from etl import outlines, source
from etl.problems import BadInput

ROOT = Path(__file__).parents[2]
ENTRY = """links:
  - name_ja: 例示大橋
    lg_codes: ["352012", "401005"]
    kind: bridge
    road_ja: 国道999号
    opened: 1999
    source: {title: 例示資料, url: https://example.com/bridge}
"""


def read(path):
    links = source.load("island_links")
    return links.reader(path, links.editions[0])


@pytest.fixture(scope="module")
def links():
    return read(ROOT / "data" / "reference" / "island_links.yaml")


@pytest.fixture(scope="module")
def japan():
    return outlines.from_table(pd.read_parquet(ROOT / "data" / "snapshot" / "mlit_n03.parquet"))


def test_every_link_joins_two_existing_municipalities(links, japan):
    assert {*links["lg_code"], *links["partner_lg_code"]} <= set(japan["lg_code"])
    assert list(links.columns) == [
        "lg_code", "partner_lg_code", "link_name", "kind", "road_ja", "source_title", "source_url",
    ]  # fmt: skip


def test_links_are_only_where_the_land_does_not_join(links, japan):
    bordering = set(pairs.adjacency(japan)[["lg_code", "partner_lg_code"]].itertuples(index=False, name=None))
    joined_twice = links[
        [pair in bordering for pair in zip(links["lg_code"], links["partner_lg_code"], strict=True)]
    ]
    assert list(joined_twice["link_name"]) == ["多々羅大橋"], "尾道 and 今治 also meet on a roadless islet"


def test_links_span_a_strait_not_half_the_country(links, japan):
    metres = japan.to_crs("EPSG:6933").set_index("lg_code").geometry
    gaps = metres[links["lg_code"]].distance(metres[links["partner_lg_code"]], align=False)
    assert gaps.max() < 20_000


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ('"401005"', '"401006"', "6桁の団体コード"),
        ('"401005"', "401005", "6桁の団体コード"),
        ('"401005"', '"352012"', "異なる2つの団体コード"),
        ('["352012", "401005"]', '"352012"', "異なる2つの団体コード"),
        ("kind: bridge", "kind: ferry", "「ferry」は使えません。bridge・tunnel・bridge_tunnel のどれか"),
        ("opened: 1999", "opened: 平成", "「平成」は使えません。数値が必要です"),
        ("https://example.com/bridge", "example", "「example」は使えません"),
        ("title: 例示資料", 'title: ""', "資料の名前が必要です"),
        ("    road_ja: 国道999号\n", "", "項目「road_ja」がありません"),
        ("links:", "bridges:", "「links」の一覧が必要です"),
    ],
)
def test_wrong_entry_is_named_with_its_line(tmp_path, written, instead, message):
    path = tmp_path / "island_links.yaml"
    path.write_text(ENTRY, "utf-8")
    assert len(read(path)) == 1
    path.write_text(ENTRY.replace(written, instead), "utf-8")
    with pytest.raises(BadInput, match=r"^island_links\.yaml") as error:
        read(path)
    assert message in str(error.value)


def test_link_named_twice_is_refused(tmp_path):
    path = tmp_path / "island_links.yaml"
    path.write_text(ENTRY + ENTRY.removeprefix("links:\n"), "utf-8")
    with pytest.raises(BadInput, match="「例示大橋」が重複しています"):
        read(path)
