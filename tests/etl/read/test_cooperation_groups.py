import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.cooperation_groups import read
from etl.snapshot import REFERENCE

EDITION = source.load("cooperation_groups").editions[0]
GROUP = """\
groups:
  - group_id: joint_example
    name_ja: 例示市ほか1町
    programme: joint_administration
    form: null
    lead: "322041"
    with_prefecture: true
    members: ["322041", "325015"]
    document_ja: 資料
    document_url: https://example.jp/
"""


@pytest.fixture
def read_groups(tmp_path):
    """Write a list of groups and read it."""

    def write_and_read(text: str):
        path = tmp_path / "cooperation_groups.yaml"
        path.write_text(text, "utf-8")
        return read(path, EDITION)

    return write_and_read


@pytest.fixture(scope="module")
def real_groups():
    return read(REFERENCE / EDITION.files[0], EDITION)


def test_a_group_has_one_row_for_each_of_its_municipalities(read_groups):
    table = read_groups(GROUP)
    assert list(table["lg_code"]) == ["322041", "325015"]
    assert list(table["is_lead"]) == [True, False]
    assert table["has_prefecture"].all()
    assert table["form"].isna().all()
    assert list(table.columns) == [
        "group_id", "group_name", "programme", "form", "lg_code", "is_lead", "has_prefecture", "document_ja", "document_url",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ('"325015"]', '"325016"]', "6桁の団体コード"),
        ('"325015"]', "325015]", "6桁の団体コード"),
        ('"325015"]', '"320005"]', "6桁の団体コード"),
        ('["322041", "325015"]', "[]", "6桁の団体コード"),
        ('"325015"]', '"322041"]', "2回あります"),
        ('lead: "322041"', 'lead: "352012"', "構成団体"),
        ("joint_administration", "festival", "「festival」は使えません。model_area・joint_administration"),
        ("form: null", "form: round", "horizontal・vertical・multi_sector のどれか"),
        ("with_prefecture: true", "with_prefecture: たぶん", "true か false"),
        ("name_ja: 例示市ほか1町", 'name_ja: ""', "文字が必要です"),
        ("https://example.jp/", "example", "「example」は使えません"),
        ("    form: null\n", "", "項目「form」がありません"),
        ("groups:", "areas:", "「groups」の一覧が必要です"),
    ],
)
def test_wrong_entries_are_refused(read_groups, written, instead, problem):
    with pytest.raises(BadInput, match=r"^cooperation_groups\.yaml") as error:
        read_groups(GROUP.replace(written, instead))
    assert problem in str(error.value)


def test_a_group_named_twice_is_refused(read_groups):
    with pytest.raises(BadInput, match="「joint_example」が重複しています"):
        read_groups(GROUP + GROUP.removeprefix("groups:\n"))


def test_the_model_areas_are_the_11_with_40_bodies(real_groups):
    areas = real_groups[real_groups["programme"] == "model_area"]
    assert areas["group_id"].nunique() == 11
    prefectures = areas.drop_duplicates("group_id")["has_prefecture"].sum()
    assert len(areas) + prefectures == 40
    assert areas["form"].notna().all()


def test_the_joint_projects_are_the_six_for_infrastructure(real_groups):
    joint = real_groups[real_groups["programme"] == "joint_administration"]
    assert sorted(joint.groupby("group_id").size()) == [2, 3, 3, 4, 6, 12]


def test_every_member_is_a_municipality(real_groups):
    codes = pd.read_parquet(REFERENCE.parent / "snapshot" / "mic_lg_codes.parquet")["lg_code"]
    assert set(real_groups["lg_code"]) <= set(codes)
