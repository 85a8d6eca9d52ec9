"""From published files to the DuckDB database: fetch, read, snapshot, select, measure, check."""
