"""What goes out by address (/api/v1/…): its columns, what they mean, and how often one may ask."""

from dashboard import queries

AT_ONCE = 300  # requests of one client: every metric in every format
A_SECOND = 5
OF_METRIC = [  # columns of the values of a metric, in this order
    "lg_code",
    "prefecture_name",
    "municipality_name",
    "metric_id",
    "label_ja",
    "edition",
    "value",
    "unit",
    "as_of",
    "denominator_as_of",
    "basis",
    "basis_ja",
    "numerator",
    "denominator",
    "status",
    "mark",
    "less_than",
    "note_ja",
    "source",
]
OF_TOWN = [
    "lg_code",
    "prefecture_code",
    "prefecture_name",
    "municipality_name",
    "municipality_name_kana",
    "municipality_type",
    "county_name",
    "population",
    "population_as_of",
    "households",
    "area_km2",
    "area_as_of",
    "area_is_reference_value",
    "office_latitude",
    "office_longitude",
    "office_position_basis",
    "website",
]
MEANINGS = {  # where they say more than the database, or it has no such column (Markdown)
    "lg_code": "団体コード6桁（文字。末尾は検査数字）",
    "metric_id": "指標",
    "label_ja": "指標の名前",
    "edition": "版：地図で選べる時点。`as_of` を指定しないと最新の版（市区町村ごとに最も新しい値）",
    "value": "値。画面と同じ単位・小数の桁（割合は％）。印のある値も入る",
    "unit": "値の単位",
    "as_of": "値（比なら分子）の時点",
    "denominator_as_of": "分母の時点。比でなければ空",
    "basis": "値の種類：`published` 公表値、`derived` 算出値、`estimated` 推計",
    "basis_ja": "値の種類（日本語）",
    "numerator": "比の分子。比でなければ空",
    "denominator": "比の分母。比でなければ空",
    "status": "`value` 値がある、`not_calculated` 資料に「－」とある、`below_limit` 印刷の下限未満、`zero_denominator` 分母が0、`no_data` データなし、"
    "`counted` 実数があるので推計しない",
    "mark": "順位・中央値に入れない値の印（カンマ区切り）。意味は `note_ja`",
    "less_than": "印刷の下限未満のとき、値はこれより小さい",
    "note_ja": "備考：印の意味、値がない理由",
    "source": "出典の書き方",
}


def meanings() -> dict[str, str]:
    """What every column means."""
    known = queries.columns().set_index("column_name")["label_ja"].to_dict()
    return {name: MEANINGS.get(name) or known[name] for name in dict.fromkeys([*OF_METRIC, *OF_TOWN])}
