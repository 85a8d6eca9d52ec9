"""Whether the database was built for the program that reads it."""

from pathlib import Path

from analysis import schema_version
from dashboard.runtime import db

ETL = Path(__file__).parents[2] / "etl"

# Of the program as it was started: a newer one may already lie in its place.
EXPECTED = schema_version.of(
    [mart.read_text("utf-8") for mart in (ETL / "marts").glob("*.sql")],
    (ETL / "columns.yaml").read_text("utf-8"),
    [metric.stem for metric in (ETL / "metrics").glob("*.yaml")],
)


def is_expected() -> bool:
    """Raises NoDatabase."""
    built = db.read("from build_info")
    return "schema_version" in built and built["schema_version"].to_list() == [EXPECTED]
