"""A question asked so that its answer has plain columns only: numbers, truths and texts, each with the kind it had.

What fits no such column (lists, structs, huge integers, infinite dates …) is shown as the text DuckDB writes for it.
"""

from collections.abc import Iterator, Sequence

import pyarrow as pa

PLAIN = {
    *("boolean", "float", "double"),
    *("tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger", "ubigint"),
}
NUMBERS = {"hugeint", "uhugeint", "decimal", "bignum"}
TIMES = {"timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"}
KIND = b"kind"


def plain_sql(sql: str, types: Sequence[str]) -> str:
    """The question with every column as a number, a truth or a text; columns are named c0, c1, ….

    types: DuckDB's names of the types of the columns, without their details.
    """
    names = [f"c{at}" for at in range(len(types))]
    columns = (
        name if kind in PLAIN else f"cast({name} as varchar) as {name}"
        for name, kind in zip(names, types, strict=True)
    )
    return f"select {', '.join(columns)} from (\n{sql}\n) as answered({', '.join(names)})"


def with_headings(table: pa.Table, names: Sequence[str], types: Sequence[str]) -> pa.Table:
    """The table under its headings, each with its kind beside it."""
    kinds = ["number" if kind in NUMBERS else "time" if kind in TIMES else kind for kind in types]
    fields = [
        pa.field(name, field.type, metadata={KIND: kind.encode()})
        for name, field, kind in zip(distinct(names), table.schema, kinds, strict=True)
    ]
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields))


def distinct(names: Sequence[str]) -> Iterator[str]:
    """The names in order; a blank one gets its number, one that was there before a count: 値, 値（2）."""
    used: set[str] = set()
    for at, name in enumerate(names, start=1):
        wanted = shown = name.strip() or f"列{at}"
        count = 1
        while shown in used:
            count += 1
            shown = f"{wanted}（{count}）"
        used.add(shown)
        yield shown
