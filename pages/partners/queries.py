"""What only this page asks of the database: candidate partners and what stands beside them."""

import pandas as pd

from dashboard.runtime.cache import read


def partner_features(lg_code: str) -> pd.DataFrame:
    """What is known of every candidate partner of a municipality (see analysis.partners.features), with the partner's name."""
    return read(
        """
        select partner_features.*, municipality_name as partner_name
        from partner_features
        join municipalities on municipalities.lg_code = partner_lg_code
        where partner_features.lg_code = $lg_code
        order by distance_km, partner_lg_code
        """,
        lg_code=lg_code,
    )


def near_candidates() -> pd.DataFrame:
    """The candidate partners of all municipalities: lg_code, partner_lg_code, distance_km (straight), way_km (null where longer than is
    worked out)."""
    return read("select lg_code, partner_lg_code, distance_km, way_km from partner_features")


def support_places() -> pd.DataFrame:
    """One row per municipality in outline order: technical staff (count, else estimated probabilities) and what it manages.

    Columns: lg_code, prefecture_code, prefecture_name, municipality_name, population, engineers (technical staff, else civil engineers), engineers_as_of,
    zero_probability, five_or_fewer_probability, low, median, high (estimates, null where counted), estimate_as_of, bridges_managed, bridges_action_needed, road_km.
    """
    return read(
        """
        select
            lg_code, prefecture_code, prefecture_name, municipality_name, municipalities.population, engineers::int as engineers, engineers_as_of,
            estimates.* exclude (lg_code, is_counted, as_of), estimates.as_of as estimate_as_of,
            bridges_managed::int as bridges_managed, bridges_action_needed::int as bridges_action_needed, road_km,
        from municipalities
        join municipality_facts using (lg_code)
        left join (from technical_staff_estimates where not is_counted) as estimates using (lg_code)
        order by outline_index
        """
    )


def prefecture_bridges() -> pd.DataFrame:
    """One row per prefecture: bridges of the prefecture and its municipalities together, newest: prefecture_code, bridges_managed, as_of."""
    return read(
        "select prefecture_code, bridges_managed, as_of from newest_prefecture_facilities order by prefecture_code"
    )


def sector_stock() -> pd.DataFrame:
    """One row per municipality in outline order: staff, population, and the newest stock, condition and spending of each sector.

    A marked condition (of few bridges, or implausible) is null, as it stands beside nobody's; that of water pipes is in
    marked_water_pipe_overage_share, its mark in water_mark. Columns: those of analysis.sectors, and for each kind its date: staff_as_of, population_as_of, stock_as_of, bridges_as_of, water_as_of, spending_as_of.
    """
    return read(
        """
        select
            lg_code, municipalities.population, municipalities.population_as_of,
            general_admin_staff::int as general_admin_staff, general_admin_staff_as_of as staff_as_of,
            road_km, park_area_m2, sewered_population, public_housing_units, road_km_as_of as stock_as_of,
            bridges_managed::int as bridges_managed, bridges_action_needed::int as bridges_action_needed, bridges_managed_as_of as bridges_as_of,
            if(bridge.mark is null, bridge.value, null) as bridge_action_needed_share,
            if(water.mark is null, water.value, null) as water_pipe_overage_share,
            if(water.mark is null, null, water.value) as marked_water_pipe_overage_share, water.mark as water_mark, water.as_of as water_as_of,
            road_bridge_expenditure_yen, housing_expenditure_yen, road_bridge_expenditure_yen_as_of as spending_as_of,
        from municipalities
        join municipality_facts using (lg_code)
        left join (from newest_values where metric_id = 'bridge_action_needed_share') as bridge using (lg_code)
        left join (from newest_values where metric_id = 'water_pipe_overage_share') as water using (lg_code)
        order by outline_index
        """
    )


def metrics_of(lg_codes: list[str], metric_ids: list[str]) -> pd.DataFrame:
    """One row per metric and municipality, in the order named: the newest value of each, null where there is none.

    Columns: metric_id, lg_code, label_ja, unit, digits, basis_of_metric, value, marked_value, mark, less_than (as queries.metric_values),
    denominator, basis, status, as_of, denominator_as_of, is_fiscal_year, denominator_is_fiscal_year, sources.
    """
    return read(
        """
        select
            metric_id, places.lg_code, label_ja, unit, digits, metrics.basis as basis_of_metric, is_fiscal_year, denominator_is_fiscal_year,
            denominator_as_of,
            if(mark is null, value, null) as value, if(mark is null, null, value) as marked_value, mark, less_than, denominator,
            newest.basis, status, newest.as_of, sources,
        from metrics
        cross join (select unnest($lg_codes) as lg_code) as places
        left join newest_values as newest using (metric_id, lg_code)
        where list_contains($metric_ids, metric_id)
        order by list_position($metric_ids, metric_id), list_position($lg_codes, places.lg_code)
        """,
        lg_codes=lg_codes,
        metric_ids=metric_ids,
    )
