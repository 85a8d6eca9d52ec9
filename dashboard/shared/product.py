"""What the product is called, and its marks."""

from pathlib import Path

NAME = "地域インフラ群マネ「見える化」ダッシュボード"
ICON = str(Path(__file__).with_name("icon.svg"))
LOGO = str(Path(__file__).with_name("logo.svg"))
