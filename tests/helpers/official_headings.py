"""Headings of official tables, as they are printed."""

FISCAL_INDICATORS = [
    "団体コード",
    "都道府県名",
    "団体名",
    "財政力指数",
    "経常収支比率",
    "実質公債費比率",
    "将来負担比率",
]
