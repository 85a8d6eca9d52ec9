"""What the first estimate asks of the database."""

import pandas as pd

from dashboard.runtime.cache import cached, read


@cached
def benchmarks() -> pd.DataFrame:
    """The declared assumptions: index benchmark_id, columns label_ja, unit, low, base, high, benchmark_kind, reason_ja, page_ja, document_ja,
    document_date_ja, document_url."""
    found = read("from benchmarks").rename(
        columns={"low_value": "low", "base_value": "base", "high_value": "high"}
    )
    return found.set_index("benchmark_id")


def members(lg_codes: list[str]) -> pd.DataFrame:
    """One row per municipality in outline order with what analysis.first_estimate takes (but the group), its name, general_admin_staff,
    civil_engineers, and the dates: bridges_as_of, road_km_as_of, maintenance_as_of, staff_as_of, general_admin_staff_as_of."""
    return read(
        """
        select
            lg_code, municipality_name,
            bridges_managed, bridges_action_needed, bridges_managed_as_of as bridges_as_of,
            road_km, road_km_as_of,
            road_bridge_maintenance_yen as maintenance_yen,
            spent.less_than as maintenance_less_than_yen,
            spent.as_of as maintenance_as_of,
            general_admin_staff, general_admin_staff_as_of, civil_engineers,
            engineers is not null as is_staff_counted,
            coalesce(engineers, estimates.low)::double as staff_low,
            coalesce(engineers, estimates.median)::double as staff_base,
            coalesce(engineers, estimates.high)::double as staff_high,
            coalesce(engineers_as_of, estimates.as_of) as staff_as_of,
        from municipalities
        join municipality_facts using (lg_code)
        left join technical_staff_estimates as estimates using (lg_code)
        left join (from newest_values where metric_id = 'road_bridge_maintenance_yen') as spent using (lg_code)
        where list_contains($lg_codes, lg_code)
        order by outline_index
        """,
        lg_codes=lg_codes,
    )
