"""How the numbers are fetched by address: steps and code for Excel, Python, R and QGIS."""

from typing import NamedTuple


class Addresses(NamedTuple):
    """Of the chosen metric, prefecture and edition."""

    csv: str
    json: str
    parquet: str
    geojson: str


def addresses(root: str, metric_id: str, pref: str | None, as_of: str | None) -> Addresses:
    """root: what stands before /api/, without a slash at its end."""
    chosen = {"pref": pref, "as_of": as_of}
    said = "&".join(f"{name}={code}" for name, code in chosen.items() if code)
    values = f"{root}/api/v1/metrics/{metric_id}"
    further = f"?{said}" if said else ""
    outlines = f"{root}/api/v1/municipalities.geojson?metric={metric_id}" + (f"&{said}" if said else "")
    return Addresses(
        f"{values}.csv{further}", f"{values}.json{further}", f"{values}.parquet{further}", outlines
    )


EXCEL_STEPS = """
1. 「データ」タブの「**Web から**」を押す（古い版では「データの取得」→「その他のデータ ソースから」→「Web から」）。
2. 上の **CSV** のアドレスを貼り付けて「OK」。はじめての時は「匿名」のまま「接続」を押す。
3. 元のファイルが「65001: Unicode (UTF-8)」、区切り記号が「コンマ」であることを確かめ、「**データの変換**」を押す。
4. 列 `lg_code` の左の「123」を押して「**テキスト**」→「現在のものを置換」（数のままだと、北海道から栃木県までのコードの先頭の 0 が消えます）。
5. 「**閉じて読み込む**」を押す。次からは「データ」→「**すべて更新**」で、新しい数値に入れ替わる。
"""
EXCEL_CODE = """
let
    取得 = Csv.Document(Web.Contents("ADDRESS"), [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
    見出し = Table.PromoteHeaders(取得, [PromoteAllScalars = true]),
    型 = Table.TransformColumnTypes(
        見出し,
        {{"lg_code", type text}, {"value", type number}, {"as_of", type date}, {"denominator_as_of", type date}},
        "en-US"
    )
in
    型
"""
PYTHON_CODE = """
import pandas as pd

values = pd.read_csv("ADDRESS", dtype={"lg_code": str}, parse_dates=["as_of", "denominator_as_of"])
print(values[["municipality_name", "value", "unit", "as_of", "basis_ja", "note_ja"]])
print(values["source"].iloc[0])  # 出典
"""
R_CODE = """
library(readr)

values <- read_csv("ADDRESS", col_types = cols(lg_code = col_character()))
values[c("municipality_name", "value", "unit", "as_of", "basis_ja", "note_ja")]
values$source[1]  # 出典
"""
QGIS_STEPS = """
1. 「レイヤ」→「レイヤを追加」→「**ベクタレイヤを追加**」を開く。
2. ソース型を「**プロトコル**」、型を「**HTTP/HTTPS/FTP**」にする。
3. 上の **GeoJSON** のアドレスを URI に貼り付けて「追加」を押す。
4. レイヤのプロパティの「シンボロジ」を「**連続値による定義**」、値を `value` にすると、色分けになる。
"""
