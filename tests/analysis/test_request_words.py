"""Words that lists have for kinds, states, roads and places, each by its own pattern."""

import pytest

from analysis import request_words as words


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("歩道に大きな穴があいている", "舗装の穴"),
        ("側溝のふたの段差", "側溝・排水"),
        ("防犯灯の球切れ", "街路灯"),
        ("ミラーが曲がっている", "カーブミラー"),
        ("法面から落石", "落石・土砂"),
        ("路肩の草が伸びて見通しが悪い", "雑草・樹木"),
        ("マンホール周りの段差", "側溝・排水"),
        ("橋の継ぎ目で音がする", "橋"),
        ("白線が消えている", "標識・区画線"),
        ("横断歩道橋の錆", "橋"),
        ("横断歩道が消えている", "標識・区画線"),
        ("路面清掃", "落下物・動物"),
    ],
)
def test_kinds(text, kind):
    assert words.kind_of(text)[0] == kind


def test_a_text_that_tells_no_kind_is_none():
    assert words.kind_of("お世話になります") is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("未対応", "受付"), ("受付済み", "受付"), ("新規", "受付"), ("調査済", "調査"), ("現地確認中", "調査"), ("業者手配済", "指示"),
        ("工事中", "作業"), ("作業完了", "完了"), ("対応済み", "完了"), ("完了確認", "完了"), ("対応不要", "対応しない"), ("他機関へ移管", "対応しない"),
        ("未完了", "受付"), ("closed", "完了"), ("in_progress", "作業"),
        # what once was read as done: 未解決 holds 解決
        ("未解決", "受付"), ("未補修", "受付"), ("unresolved", "受付"), ("not fixed", "受付"), ("対応が完了していない", "受付"), ("再開 reopened", "受付"),
        ("一部完了", "作業"), ("応急処置済", "作業"), ("仮復旧済み", "作業"), ("対応不可", "対応しない"), ("完了予定", None), ("完了見込み", None),
        ("対応完了（現地確認）", "完了"), ("現地調査済", "調査"),
    ],
)  # fmt: skip
def test_states(text, status):
    assert words.status_of(text) == status


@pytest.mark.parametrize(
    ("text", "road"),
    [("主要地方道甲乙線", "県道"), ("国道2号", "国道"), ("市道東1号線", "市町村道"), ("県", "県道"), ("農道", "その他"), ("東1号線", None), ("都道府県道", "県道"), ("市道国道2号側道線", "市町村道"), ("町道県道下1号線", "市町村道")],
)  # fmt: skip
def test_roads(text, road):
    assert words.class_of(text) == road


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("甲市東町2丁目3-12", "甲市東町2丁目"),
        ("東町地内", "東町地内"),
        ("甲市東町３－１２", "甲市東町"),
        ("佐藤花子様宅前 東町", None),
        ("中村太郎", None),
        ("東町 080-1111-2222", None),
        ("", None),
    ],
)
def test_places_end_before_the_house(text, place):
    assert words.place_of(text) == place


@pytest.mark.parametrize("text", ["山田太郎", "山田", "佐藤様 建設予定地"])
def test_no_person_is_a_crew(text):
    assert words.crew_of(text) is None


def test_crews_and_numbers():
    assert words.crew_of("直営1班") == "直営1班"
    assert words.crew_of("株式会社甲山") == "株式会社甲山"
    assert words.number_of("R8-12") == "R8-12"
    assert words.number_of("08012345678") is None
