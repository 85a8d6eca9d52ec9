"""Everything the pages ask of the database: one function per question.

Municipalities come in outline order (by lg_code), the order in which the map's outlines stand.
"""

import pandas as pd

from dashboard.runtime.cache import cached, read

# Areas that exist: what each kind is called.
AREAS = {
    "secondary_medical_area": "二次医療圏",
    "commuting_zone": "通勤圏",
    "jma_area": "気象庁の市町村等をまとめた地域",
    "subprefecture": "振興局（北海道）",
}
COOPERATION = "cooperation"


def printed_counts() -> pd.DataFrame:
    """Counts of engineers printed in the ministry's and prefectures' documents, offices of a prefecture among them."""
    return read("from printed_staff_counts order by is_whole_municipality desc, staff_count desc, lg_code")


def staff_counts() -> pd.DataFrame:
    """One row per municipality with a count of technical staff or civil engineers, the newest: lg_code, technical_staff,
    civil_engineers, as_of, document_ja."""
    return read(
        """
        select
            lg_code, technical_staff.technical_staff, technical_staff.civil_engineers, as_of,
            regexp_replace(coalesce(document_ja, '総務省「地方公共団体定員管理調査」'), '（.*）$', '') as document_ja,
        from (from newest_values where metric_id = 'engineers') as newest
        join technical_staff using (lg_code, as_of)
        left join (
            select lg_code, as_of, any_value(document_ja) as document_ja
            from printed_staff_counts
            group by lg_code, as_of
        ) as printed using (lg_code, as_of)
        order by lg_code
        """
    )


def staff_estimate(lg_code: str) -> pd.Series | None:
    """The estimated technical staff of a municipality (median, low, high, as_of); None where a count is known."""
    found = read(
        "from technical_staff_estimates where lg_code = $lg_code and not is_counted", lg_code=lg_code
    )
    return None if found.empty else found.iloc[0]


def built_at() -> pd.Timestamp:
    """When the database was built, by Japan's clocks."""
    return read("from build_info")["built_at"].iloc[0] + pd.Timedelta(hours=9)


def outline_file() -> str:
    """The name of the file of outlines in static/."""
    return read("select outline_file from outline_files")["outline_file"].iloc[0]


def prefectures() -> pd.DataFrame:
    """One row per prefecture: code, name, municipalities, population, view (west, south, east, north)."""
    return read("from prefectures order by prefecture_code")


def municipalities() -> pd.DataFrame:
    """One row per municipality, in outline order."""
    return read("from municipalities order by outline_index")


@cached
def names() -> dict[str, str]:
    """The name of every municipality by its code."""
    towns = municipalities()
    return dict(zip(towns["lg_code"], towns["municipality_name"], strict=True))


@cached
def offices() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of every municipality's office by its code."""
    towns = municipalities()[["lg_code", "office_latitude", "office_longitude"]]
    return {code: (latitude, longitude) for code, latitude, longitude in towns.itertuples(index=False)}


def municipality_names() -> pd.DataFrame:
    """lg_code, prefecture_name, municipality_name, former_code: every municipality (former_code null) and every former one, under
    its own name, with the code of the municipality of today."""
    return read(
        """
        select lg_code, prefecture_name, municipality_name, null::varchar as former_code from municipalities
        union all by name
        select lg_code, former_name as municipality_name, former_code from former_codes
        """
    )


def metrics(topic: str) -> pd.DataFrame:
    """The metrics of a topic in display order, with their coverage; of ledgers only those of kinds that are held."""
    return read(
        "from metrics where topic = $topic and (not is_of_ledgers or municipalities_covered > 0) order by display_order",
        topic=topic,
    )


def metric(metric_id: str) -> pd.Series:
    """One metric as declared."""
    return read("from metrics where metric_id = $metric_id", metric_id=metric_id).iloc[0]


def metric_values(metric_id: str) -> pd.DataFrame:
    """One row per municipality in outline order: its newest value of a metric, null where there is none.

    Columns: lg_code, prefecture_code, prefecture_name, municipality_name, municipality_type, population, as_of,
    denominator_as_of, numerator, denominator, value, basis, status, marked_value, mark, less_than. A marked value stands in
    marked_value, and value is null: it is shown, and compared with nobody's. Of a value below a printing limit only `less_than` is
    known, what it is less than (analysis.limits).
    """
    return read(
        """
        select
            lg_code, prefecture_code, prefecture_name, municipality_name, municipality_type, population,
            as_of, denominator_as_of, numerator, denominator, if(mark is null, value, null) as value, basis, status,
            if(mark is null, null, value) as marked_value, mark, less_than
        from municipalities
        left join (from newest_values where metric_id = $metric_id) as newest using (lg_code)
        order by outline_index
        """,
        metric_id=metric_id,
    )


def metric_frames(metric_id: str) -> pd.DataFrame:
    """One row per date a map can show (frame) and municipality with a value then, oldest first, in outline order: frame, lg_code,
    as_of, denominator_as_of, value, basis, status, mark, less_than, frame_ja."""
    return read(
        """
        select
            frame, lg_code, as_of, denominator_as_of, numerator, denominator, value, basis, status, mark, less_than, frame_ja,
            outline_index,
        from metric_frames
        join municipalities using (lg_code)
        where metric_id = $metric_id
        order by frame, outline_index
        """,
        metric_id=metric_id,
    )


def metric_values_then(metric_id: str, frame: str) -> pd.DataFrame:
    """As metric_values, of one of the dates that a map can show (ISO)."""
    return read(
        """
        select
            lg_code, prefecture_code, prefecture_name, municipality_name, municipality_type, population,
            as_of, denominator_as_of, numerator, denominator, if(mark is null, value, null) as value, basis, status,
            if(mark is null, null, value) as marked_value, mark, less_than
        from municipalities
        left join (from metric_frames where metric_id = $metric_id and frame = $frame::date) as then_known using (lg_code)
        order by outline_index
        """,
        metric_id=metric_id,
        frame=frame,
    )


def metric_editions() -> pd.DataFrame:
    """One row per metric and date a map can show, oldest first: metric_id, frame, frame_ja (what it is of, where that differs between
    dates), municipalities with a value then."""
    return read(
        """
        select metric_id, frame, any_value(frame_ja) as frame_ja, count(*) as municipalities
        from metric_frames
        group by metric_id, frame
        order by metric_id, frame
        """
    )


def offered_metrics() -> pd.DataFrame:
    """Every metric and fact as declared, in display order; of ledgers only those of kinds that are held."""
    return read(
        """
        from metrics
        where not is_of_ledgers or municipalities_covered > 0
        order by list_position(['staffing', 'ageing', 'finance', 'outlook', 'fact'], topic), display_order
        """
    )


def value_files() -> dict[str, str]:
    """File name in static/ of the values of each metric that has any."""
    return read("from value_files").set_index("metric_id")["value_file"].to_dict()


def area_file() -> str:
    """File name in static/ of the boundaries that can be laid over a map."""
    return str(read("from area_files")["area_file"].iloc[0])


def metric_trend(metric_id: str, how: str, prefecture_code: str | None, lg_code: str | None) -> pd.DataFrame:
    """One row per date and area (nation, prefecture, municipality): area, as_of, value, left_out.

    how: as analysis.profile.how_over_time says: `sum`, `ratio` of the summed parts, or unweighted `mean` of an area's municipalities.
    Dates that cover fewer municipalities than the fullest one are left out, so that no step in a line comes from coverage. So are
    municipalities with an implausible value (table implausible_values) at one of those dates; left_out says how many, and of a
    municipality's own line how many dates.
    """
    return read(
        """
        with areas as (
            select '全国' as area, 1 as area_order, lg_code
            from municipalities
            union all
            select prefecture_name, 2, lg_code
            from municipalities
            where prefecture_code = $prefecture_code
            union all
            select municipality_name, 3, lg_code
            from municipalities
            where lg_code = $lg_code
        ),

        known as (
            select areas.*, as_of, metric_values.value, numerator, denominator, implausible.lg_code is not null as is_implausible,
                count(*) over (partition by area_order, as_of) as covered,
            from metric_values
            join areas using (lg_code)
            left join implausible_values as implausible using (metric_id, lg_code, as_of)
            where metric_id = $metric_id and metric_values.value is not null
        ),

        fullest as (
            select
                *,
                bool_or(is_implausible) over (partition by area_order, lg_code) as is_ever_implausible,
                sum(is_implausible::int) over (partition by area_order) as implausible,
            from (from known qualify covered = max(covered) over (partition by area_order))
        )

        select
            area,
            as_of,
            case $how
                when 'mean' then avg(value)
                when 'sum' then sum(numerator)
                else sum(numerator) / nullif(sum(denominator), 0) * any_value(per)
            end as value,
            if(area_order = 3, any_value(implausible), any_value(covered) - count(*))::int as left_out,
        from fullest
        join (select per from metrics where metric_id = $metric_id) on true
        where not if(area_order = 3, is_implausible, is_ever_implausible)
        group by area, area_order, as_of
        order by area_order, as_of
        """,
        metric_id=metric_id,
        how=how,
        prefecture_code=prefecture_code,
        lg_code=lg_code,
    )


def municipality_metrics(lg_code: str, topics: list[str]) -> pd.DataFrame:
    """One row per metric of the topics: a municipality's newest value, and its rank in the prefecture and the nation.

    Rank 1 is the highest value; `of_prefecture` and `of_nation` count the municipalities that have one, and `median_of_nation` is
    theirs. Where the municipality has none, or a marked one, rank and median are null: a median of few says nothing to those outside.
    """
    return read(
        """
        select
            metric_id, label_ja, unit, digits, higher_is, kind, numerator_ja, denominator_ja,
            is_fiscal_year, denominator_is_fiscal_year, newest.as_of, denominator_as_of, numerator, denominator, value, newest.basis, status, mark, less_than,
            metrics.basis = 'estimated' as is_estimate,
            rank_in_nation, of_nation, rank_in_prefecture, of_prefecture,
            if(rank_in_nation is null, null, median_of_nation) as median_of_nation, sources,
        from metrics
        left join (from newest_values where lg_code = $lg_code) as newest using (metric_id)
        where list_contains($topics, topic) and (not is_of_ledgers or value is not null)
        order by topic, display_order
        """,
        lg_code=lg_code,
        topics=topics,
    )


def sources(source_ids: list[str] | None = None) -> pd.DataFrame:
    """Who published what, under which terms, as of when; all sources when none are named."""
    return read(
        "from sources where $ids is null or list_contains($ids, source_id) order by is_official desc, source_id",
        ids=source_ids,
    )


def newer_editions(source_ids: list[str] | None) -> pd.DataFrame:
    """Official editions of these sources (of all when none are named) that are known to exist and are not loaded: source_id, edition_ja, as_of, published, page."""
    return read(
        "from newer_editions where $ids is null or list_contains($ids, source_id) order by source_id",
        ids=source_ids,
    )


def sources_of(*tables: str) -> list[str]:
    """Ids of the held sources that these tables, `municipalities.<column>` or `groupings.<kind>`, were made of; official ones first."""
    return _source_ids("select source_id from table_sources where list_contains($names, table_name)", tables)


def sources_of_metrics(*metric_ids: str) -> list[str]:
    """Ids of the held sources that the values of these metrics come from, official ones first."""
    return _source_ids(
        "select unnest(sources) from metrics where list_contains($names, metric_id)", metric_ids
    )


def _source_ids(named: str, names: tuple[str, ...]) -> list[str]:
    found = read(
        f"from sources select source_id where source_id in ({named}) order by is_official desc, source_id",
        names=list(names),
    )
    return found["source_id"].to_list()


def metric_coverage() -> pd.DataFrame:
    """One row per metric that is offered (no facts): what it is and how many of the 1,741 have a value."""
    return read(
        """
        select metric_id, topic, label_ja, unit, basis, municipalities_covered, latest_as_of, is_fiscal_year, why_it_matters_ja, sources
        from metrics
        where topic <> 'fact' and (not is_of_ledgers or municipalities_covered > 0)
        order by list_position(['staffing', 'ageing', 'finance', 'outlook'], topic), display_order
        """
    )


def printed_figures() -> pd.DataFrame:
    """Figures printed in the ministry's documents, the newest of each, by figure_id."""
    return read("from newest_printed_figures").set_index("figure_id")


def newer_fifty_year_shares() -> pd.DataFrame:
    """National shares of later vintages, which are known from reprints only: not of one series with `fifty_year_shares`."""
    return read(
        """
        from fifty_year_shares
        where not is_primary and vintage > (select max(vintage) from fifty_year_shares where is_primary)
        order by facility_kind, vintage, observation_date, source_key
        """
    )


def fifty_year_shares() -> pd.DataFrame:
    """National share of structures 50 years or older, by kind and year: the one vintage that is complete and primary."""
    return read(
        """
        from fifty_year_shares
        where is_primary
        order by facility_kind, observation_date
        """
    )


def bridge_ratings() -> pd.DataFrame:
    """National count of road bridges by rating, newest report: rating (Ⅰ–Ⅳ), bridges, as_of."""
    return read(
        "select rating_ja as rating, bridges_rated as bridges, as_of from newest_bridge_ratings order by rating_ja"
    )


def history() -> pd.DataFrame:
    """The national story of infrastructure maintenance, one row per event."""
    return read("from history order by fiscal_year")


def columns() -> pd.DataFrame:
    """What every column of the database means."""
    return read("from columns")


def tables() -> list[str]:
    """Names of the tables a reader may download."""
    rows = read("select table_name from duckdb_tables() where schema_name = 'main' order by 1")
    return rows["table_name"].to_list()


def table(name: str) -> pd.DataFrame:
    """One whole table. Raises ValueError for a name that is none of `tables()`."""
    if name not in tables():
        raise ValueError(name)
    return read(f"from {name}")


def cases() -> pd.DataFrame:
    """One row per case of joint management: what is bundled, how it is contracted, when it was described."""
    return read("from cases")


def case_members() -> pd.DataFrame:
    """One row per case and body, leaders first: its role and, of a municipality, its newest numbers (null where there are none).

    Columns: case_id, lg_code, member_ja, role, is_prefecture, note_ja, prefecture_name, municipality_name (of a prefecture null),
    municipality_name_kana, outline_index, population, and per metric its value: general_admin_staff, technical_staff, civil_engineers, bridges_managed,
    bridges_action_needed (Ⅲ+Ⅳ).
    """
    return read(
        """
        select
            case_id, lg_code, member_ja, role, is_prefecture, note_ja, prefectures.prefecture_name, municipality_name,
            municipality_name_kana, outline_index, municipalities.population, general_admin_staff, technical_staff,
            civil_engineers, bridges_managed, bridges_action_needed
        from case_members
        join prefectures on prefectures.prefecture_code = left(lg_code, 2)
        left join municipalities using (lg_code)
        left join municipality_facts using (lg_code)
        order by case_id, list_position(['lead', 'member', 'planned'], role), not is_prefecture, lg_code
        """
    )


def case_documents() -> pd.DataFrame:
    """The documents each case is taken from."""
    return read("from case_documents")


def municipality_stock() -> pd.DataFrame:
    """One row per municipality in outline order: what `municipalities` says, and how much road, bridges, parks and sewers it has."""
    return read(
        """
        select municipalities.*, road_km, park_area_m2, sewered_population, bridges_managed::int as bridges_managed
        from municipalities
        join municipality_facts using (lg_code)
        order by outline_index
        """
    )


def schemes() -> pd.DataFrame:
    """The legal forms of joint work, in the order of the document."""
    return read("from schemes")


def outsourcing_ladder() -> pd.DataFrame:
    """Dimensions of comprehensive outsourcing and their levels."""
    return read("from outsourcing_ladder order by display_order, level")


def handbook(kind: str) -> pd.DataFrame:
    """Items of the handbook of one kind (etl.read.handbook.KINDS), in their order."""
    return read("from handbook where kind = $kind order by number", kind=kind)


def effects() -> pd.DataFrame:
    """What orderers, contractors and residents say of managing in groups."""
    return read("from effects")


def desks() -> pd.DataFrame:
    """Desks that advise local governments."""
    return read("from desks")


def programmes() -> pd.DataFrame:
    """Programmes that train, certify, honour or connect people."""
    return read("from programmes")


def seminars() -> pd.DataFrame:
    """Talks at which the handbook was explained, earliest first."""
    return read("from seminars order by held_on, number")


def place_facts(lg_codes: list[str]) -> pd.DataFrame:
    """One row per municipality and published fact about size, staff, facilities and spending; the newest of each, in the order given.

    Columns: lg_code, municipality_name, item, label_ja, unit, value, as_of, is_fiscal_year, basis, source_ids. What is not known
    has no row.
    """
    return read(
        """
        select
            lg_code, municipality_name, metric_id as item, label_ja, metrics.unit, value, newest.as_of, is_fiscal_year, newest.basis,
            sources as source_ids,
        from newest_values as newest
        join metrics using (metric_id)
        join municipalities using (lg_code)
        where list_contains($lg_codes, lg_code) and list_contains($metric_ids, metric_id) and value is not null
        order by list_position($lg_codes, lg_code), list_position($metric_ids, metric_id)
        """,
        lg_codes=lg_codes,
        metric_ids=[
            "population",
            "general_admin_staff",
            "technical_staff",
            "civil_engineers",
            "bridges_managed",
            "bridges_action_needed",
            "road_km",
            "public_works_expenditure_yen",
            "road_bridge_expenditure_yen",
            "road_bridge_maintenance_yen",
        ],
    )


def peer_attributes() -> pd.DataFrame:
    """One row per municipality in outline order with what analysis.peers compares, null where unknown."""
    return read(
        """
        select municipalities.*, bridges_managed::int as bridges_managed, road_km, population_65_share, fiscal_strength_index
        from municipalities
        join municipality_facts using (lg_code)
        order by outline_index
        """
    )


def group_facts() -> pd.DataFrame:
    """One row per municipality in outline order: what is pooled when municipalities are managed as a group, newest of each.

    Beside the columns of `municipalities` (population, area_km2, office and outline positions): general_admin_staff, civil_engineers,
    technical_staff (people; counts, mostly unknown), estimate_* (median, low, high, expected, zero_probability, five_or_fewer_probability
    of technical staff; null where a count is shown instead), every_estimate (its median, counted or not), bridges_managed,
    bridges_action_needed, road_km, public_works_expenditure_yen, road_bridge_maintenance_yen, construction_establishments,
    construction_employees, the four fiscal indicators, and <column>_as_of.
    """
    return read(
        """
        select
            municipalities.*,
            general_admin_staff, general_admin_staff_as_of,
            civil_engineers, civil_engineers_as_of,
            technical_staff, technical_staff_as_of,
            fiscal_strength_index, current_balance_ratio, real_debt_service_ratio, future_burden_ratio, fiscal_strength_index_as_of,
            if(is_counted, null, median) as estimate_median,
            if(is_counted, null, low) as estimate_low,
            if(is_counted, null, high) as estimate_high,
            if(is_counted, null, zero_probability) as estimate_zero_probability,
            if(is_counted, null, five_or_fewer_probability) as estimate_five_or_fewer_probability,
            if(is_counted, null, expected) as estimate_expected,
            median as every_estimate,
            estimates.as_of as estimate_as_of,
            bridges_managed::int as bridges_managed, bridges_action_needed::int as bridges_action_needed, bridges_managed_as_of as bridges_as_of,
            road_km, road_km_as_of,
            public_works_expenditure_yen, public_works_expenditure_yen_as_of as public_works_as_of,
            road_bridge_maintenance_yen, road_bridge_maintenance_yen_as_of as maintenance_as_of,
            construction_establishments, construction_employees, construction_establishments_as_of as contractors_as_of,
        from municipalities
        join municipality_facts using (lg_code)
        left join technical_staff_estimates as estimates using (lg_code)
        order by outline_index
        """
    )


def links(lg_codes: list[str]) -> pd.DataFrame:
    """Pairs among these municipalities that are near in a straight line or by way: lg_code, partner_lg_code, distance_km (offices,
    straight line), way_km (over land; a ferry is dear; null where longer than is worked out), needs_ferry, is_adjacent (one can pass
    over a border on land, or a bridge or tunnel for cars)."""
    return read(
        """
        with pairs as (
            from municipality_pairs
            where list_contains($codes, lg_code) and list_contains($codes, partner_lg_code)
        ),

        ways as (
            from office_ways
            where list_contains($codes, lg_code) and list_contains($codes, partner_lg_code)
        )

        from pairs
        full join ways using (lg_code, partner_lg_code)
        select
            lg_code, partner_lg_code, distance_km, ways.way_km,
            coalesce(pairs.needs_ferry, ways.needs_ferry) as needs_ferry,
            coalesce(is_joined, false) as is_adjacent,
        """,
        codes=lg_codes,
    )


def ways(lg_codes: list[str]) -> pd.DataFrame:
    """Ways between the offices of these municipalities, both directions, where known: lg_code, partner_lg_code, way_km (over land and
    fixed links; a ferry counts dear), needs_ferry."""
    return read(
        """
        from office_ways
        where list_contains($codes, lg_code) and list_contains($codes, partner_lg_code)
        """,
        codes=lg_codes,
    )


def ways_around(lg_code: str) -> pd.DataFrame:
    """Ways among a municipality and all it has a way to, as `ways` gives them."""
    return read(
        """
        with around as (select partner_lg_code as code from office_ways where lg_code = $lg_code union all select $lg_code)

        from office_ways
        where lg_code in (from around) and partner_lg_code in (from around)
        """,
        lg_code=lg_code,
    )


def yearly(lg_codes: list[str]) -> pd.DataFrame:
    """What municipalities had or will have together, year by year: series, year, as_of, value, covered (municipalities with a value).

    series: `population` (people, calendar years 2020–2050, 2020 the census, then the projection), `staff` (people in general
    administration on 1 April), `public_works` (yen spent in a fiscal year).
    """
    return read(
        """
        from (
            select 'population' as series, calendar_year as year, as_of, lg_code, population as value
            from population_projections
            union all
            select 'staff', year(as_of), as_of, lg_code, general_admin_staff
            from staffing
            union all
            select 'public_works', fiscal_year, as_of, lg_code, public_works_expenditure_yen
            from public_works
        )
        select series, year, max(as_of) as as_of, sum(value)::double as value, count(value) as covered
        where list_contains($codes, lg_code)
        group by series, year
        having count(value) > 0
        order by series, year
        """,
        codes=lg_codes,
    )


def projected_areas() -> list[str]:
    """The codes of the areas that have a population projection of their own."""
    return read("select distinct lg_code from population_projections order by lg_code")["lg_code"].to_list()


def facilities_held(lg_codes: list[str]) -> pd.DataFrame:
    """Of how many of these municipalities ledgers of each kind are held: facility_kind, municipalities."""
    return read(
        """
        select facility_kind, count(*) as municipalities
        from facility_ages
        where list_contains($codes, lg_code)
        group by facility_kind
        order by facility_kind
        """,
        codes=lg_codes,
    )


def facilities_in(lg_codes: list[str], kinds: list[str]) -> pd.DataFrame:
    """The facilities of these kinds in the area of these municipalities: facility_kind, built_fiscal_year, length_m, as_of, is_own (one of the municipalities manages it; null where nobody is named),
    is_of_prefecture, ledger_title_ja, source_id."""
    return read(
        """
        select
            facility_kind, built_fiscal_year, length_m, as_of,
            list_contains($codes, manager_lg_code) as is_own, coalesce(manager_kind = 'prefecture', false) as is_of_prefecture,
            ledger_title_ja, source_id,
        from facilities
        where list_contains($codes, location_lg_code) and list_contains($kinds, facility_kind)
        """,
        codes=lg_codes,
        kinds=kinds,
    )


def type_rules() -> pd.DataFrame:
    """The declared rules of strong and weak points with their metric, in order: type_id, side, name_ja, metric_id, worse_end, bound,
    is_fixed, reason_ja, remedies, label_ja, unit, digits, sources."""
    return read(
        """
        select type_rules.*, label_ja, unit, digits, sources, numerator_ja, denominator_ja
        from type_rules
        join metrics using (metric_id)
        order by type_rules.display_order
        """
    )


def remedies() -> pd.DataFrame:
    """One row per remedy of a weak point and link: remedy_id, name_ja, what_ja, page_id, link_ja, link_query."""
    return read("from remedies")


def types_of(lg_code: str) -> pd.DataFrame:
    """Which rules hold for a municipality: as municipality_types, and of what each state rests on: rests_label_ja, rests_unit,
    rests_digits, is_fiscal_year, mark, denominator, less_than, status."""
    return read(
        """
        select
            types.*, label_ja as rests_label_ja, unit as rests_unit, digits as rests_digits, is_fiscal_year,
            mark, denominator, less_than, status,
        from (from municipality_types where lg_code = $lg_code) as types
        join metrics using (metric_id)
        left join newest_values as newest on newest.lg_code = $lg_code and newest.metric_id = types.metric_id
        join type_rules using (type_id)
        order by type_rules.display_order
        """,
        lg_code=lg_code,
    )


def type_states(type_id: str) -> pd.DataFrame:
    """One row per municipality in outline order: lg_code, state, value, metric_id, why_unknown of one rule."""
    return read(
        """
        select lg_code, state, value, municipality_types.metric_id, why_unknown
        from municipality_types
        join municipalities using (lg_code)
        where type_id = $type_id
        order by outline_index
        """,
        type_id=type_id,
    )


def types_by_municipality() -> pd.DataFrame:
    """One row per municipality in outline order: which weak and strong points hold, and how many are not known: lg_code,
    prefecture_code, prefecture_name, municipality_name, municipality_type, population, weak, strong (lists of names), weak_count,
    strong_count, unknown_count."""
    return read(
        """
        select
            lg_code, prefecture_code, prefecture_name, municipality_name, municipality_type, population,
            coalesce(list(type_rules.name_ja order by display_order) filter (where state = 'yes' and side = 'weak'), []) as weak,
            coalesce(list(type_rules.name_ja order by display_order) filter (where state = 'yes' and side = 'strong'), []) as strong,
            (count(*) filter (where state = 'yes' and side = 'weak'))::integer as weak_count,
            (count(*) filter (where state = 'yes' and side = 'strong'))::integer as strong_count,
            (count(*) filter (where state = 'unknown'))::integer as unknown_count,
        from municipality_types
        join type_rules using (type_id)
        join municipalities using (lg_code)
        group by all
        order by any_value(outline_index)
        """
    )


def type_counts(lg_codes: list[str] | None) -> pd.DataFrame:
    """How many of these municipalities (all when None) each rule holds for, does not, and is not known of: type_id, holding, not_holding,
    unknown, estimated (of those it holds for, how many by an estimate)."""
    return read(
        """
        select
            type_id,
            count(*) filter (where state = 'yes') as holding,
            count(*) filter (where state = 'no') as not_holding,
            count(*) filter (where state = 'unknown') as unknown,
            count(*) filter (where state = 'yes' and basis = 'estimated') as estimated,
        from municipality_types
        where $codes is null or list_contains($codes, lg_code)
        group by type_id
        """,
        codes=lg_codes,
    )


def first_candidates(lg_code: str, first: int) -> pd.DataFrame:
    """The first candidate partners of a municipality under the default weights, with the name of each."""
    return read(
        """
        select partner_candidates.*, municipality_name as partner_name, prefecture_name as partner_prefecture_name
        from partner_candidates
        join municipalities on municipalities.lg_code = partner_lg_code
        where partner_candidates.lg_code = $lg_code and rank <= $first
        order by rank
        """,
        lg_code=lg_code,
        first=first,
    )


def area_sources(kind: str) -> list[str]:
    """Ids of the sources of the areas of a kind, as `areas` knows them."""
    return sources_of("cooperation_groups" if kind == COOPERATION else f"groupings.{kind}")


def areas(kind: str, prefecture_code: str) -> pd.DataFrame:
    """The municipalities of a prefecture in the areas of a kind (AREAS), or in the groups that cooperate (COOPERATION): lg_code,
    group_id, by size of the group, the largest first. A municipality may stand in several groups that cooperate."""
    if kind == COOPERATION:
        return read(
            """
            from cooperation_groups
            select lg_code, group_id
            where left(lg_code, 2) = $prefecture_code
            order by count(*) over (partition by group_id) desc, group_id, lg_code
            """,
            prefecture_code=prefecture_code,
        )
    return read(
        """
        from groupings
        select lg_code, group_id
        where grouping = $kind and left(lg_code, 2) = $prefecture_code
        order by count(*) over (partition by group_id) desc, group_id, lg_code
        """,
        kind=kind,
        prefecture_code=prefecture_code,
    )
