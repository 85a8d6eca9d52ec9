"""Values that stand so in a source and can hardly be: a metric declares what is, and the others are marked, never changed or left out.

zero   the mark of a value of 0 that may as well mean that there is no record
jump   more than this, in the unit of the metric, from the value before (marked `jump`)
most   no value can be higher (marked `out_of_bounds`; it is not the value that others are compared with either)
"""

from etl.declaration import Fields, Record, maybe, number, text

FIELDS: Fields = {"zero": maybe(text), "jump": maybe(number), "most": maybe(number)}


def marked(measured: str, plausible: Record | None) -> str:
    """The query of a metric with what is implausible added to its column `mark`. measured: a query with columns lg_code, as_of,
    value, mark."""
    if plausible is None:
        return measured
    is_possible = "true" if plausible["most"] is None else f"value <= {plausible['most']}"
    marks = {
        plausible["zero"]: "value = 0",
        "jump": f"abs(value - value_before) > {plausible['jump']}",
        "out_of_bounds": f"not ({is_possible})",
    }
    declared = [name for name in marks if name and (name != "jump" or plausible["jump"] is not None)]
    added = ", ".join(f"if({marks[name]}, '{name}', null)" for name in declared)
    return f"""
        select * exclude (value_before) replace (nullif(concat_ws(',', mark, {added}), '') as mark)
        from (
            select
                *,
                if({is_possible}, lag(if({is_possible}, value, null) ignore nulls) over (partition by lg_code order by as_of), null)
                    as value_before,
            from ({measured})
        )
    """
