"""Everything the pages ask of the database: one function per question.

Municipalities come in outline order (by lg_code), the order in which the map's outlines stand.
"""

import pandas as pd

from dashboard.runtime.cache import read
from japan.facilities import MANAGER_LABELS


def printed_counts() -> pd.DataFrame:
    """Counts of engineers printed in the ministry's and prefectures' documents, offices of a prefecture among them."""
    return read("from printed_staff_counts order by is_whole_municipality desc, staff_count desc, lg_code")


def staff_counts() -> pd.DataFrame:
    """One row per municipality with a count of technical staff or civil engineers, the newest: lg_code, technical_staff,
    civil_engineers, as_of, document_ja."""
    return read(
        """
        select
            lg_code, technical_staff, civil_engineers, as_of,
            regexp_replace(coalesce(document_ja, '総務省「地方公共団体定員管理調査」'), '（.*）$', '') as document_ja,
        from (
            from technical_staff
            where technical_staff is not null or civil_engineers is not null
            qualify as_of = max(as_of) over (partition by lg_code)
        )
        left join (
            select lg_code, as_of, any_value(document_ja) as document_ja
            from printed_staff_counts
            group by lg_code, as_of
        ) using (lg_code, as_of)
        order by lg_code
        """
    )


def staff_estimate(lg_code: str) -> pd.Series | None:
    """The estimated technical staff of a municipality (median, low, high, as_of); None where a count is known."""
    found = read(
        "from technical_staff_estimates where lg_code = $lg_code and not is_counted", lg_code=lg_code
    )
    return None if found.empty else found.iloc[0]


def estimate_validation() -> pd.DataFrame:
    """How far the estimate can be trusted: name_ja, value, unit, note_ja."""
    return read("from estimate_validation")


def built_at() -> pd.Timestamp:
    """When the database was built, by Japan's clocks."""
    return read("from build_info")["built_at"].iloc[0] + pd.Timedelta(hours=9)


def checks() -> list[str]:
    """What was found to hold of the database when it was built."""
    return read("from checks order by check_id")["statement_ja"].to_list()


def outline_files() -> pd.Series:
    """File names of the outlines in static/: `municipalities`, `prefectures`."""
    return read("from outline_files").iloc[0]


def prefectures() -> pd.DataFrame:
    """One row per prefecture: code, name, municipalities, population, view (west, south, east, north)."""
    return read("from prefectures order by prefecture_code")


def municipalities() -> pd.DataFrame:
    """One row per municipality, in outline order."""
    return read("from municipalities order by outline_index")


def metrics(topic: str) -> pd.DataFrame:
    """The metrics of a topic in display order, with their coverage."""
    return read("from metrics where topic = $topic order by display_order", topic=topic)


def metric(metric_id: str) -> pd.Series:
    """One metric as declared."""
    return read("from metrics where metric_id = $metric_id", metric_id=metric_id).iloc[0]


def metric_values(metric_id: str) -> pd.DataFrame:
    """One row per municipality in outline order: its newest value of a metric, null where there is none.

    Columns: lg_code, prefecture_code, prefecture_name, municipality_name, municipality_type, population, as_of,
    denominator_as_of, numerator, denominator, value, basis, status.
    """
    return read(
        """
        select
            lg_code, prefecture_code, prefecture_name, municipality_name, municipality_type, population,
            as_of, denominator_as_of, numerator, denominator, value, basis, status
        from municipalities
        left join (from newest_values where metric_id = $metric_id) as newest using (lg_code)
        order by outline_index
        """,
        metric_id=metric_id,
    )


def metric_trend(metric_id: str, prefecture_code: str | None, lg_code: str | None) -> pd.DataFrame:
    """One row per date and area (nation, prefecture, municipality): area, as_of, value.

    A level is summed over an area's municipalities, an index or percentage averaged, a ratio made of its summed parts. Dates that
    cover fewer municipalities than the fullest one are left out, so that no step in a line comes from coverage.
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
        )

        select
            area,
            as_of,
            case
                when any_value(unit) in ('', '%') and any_value(metrics.kind) = 'level' then avg(value)
                when any_value(unit) = 'share' and any_value(metrics.kind) = 'level' then avg(value)
                when any_value(metrics.kind) = 'level' then sum(numerator)
                else sum(numerator) / nullif(sum(denominator), 0) * max(metrics.per)
            end as value,
        from metric_values
        join metrics using (metric_id)
        join areas using (lg_code)
        where metric_id = $metric_id and value is not null
        group by area, area_order, as_of
        qualify count(*) = max(count(*)) over (partition by area)
        order by area_order, as_of
        """,
        metric_id=metric_id,
        prefecture_code=prefecture_code,
        lg_code=lg_code,
    )


def municipality_metrics(lg_code: str, topics: list[str]) -> pd.DataFrame:
    """One row per metric of the topics: a municipality's newest value, and its rank in the prefecture and the nation.

    Rank 1 is the highest value; `of_prefecture` and `of_nation` count the municipalities that have one, and `median_of_nation` is
    theirs. Where the municipality has none, rank and median are null: a median of few says nothing to those outside.
    """
    return read(
        """
        select
            metric_id, label_ja, unit, digits, higher_is, numerator_ja, denominator_ja,
            newest.as_of, denominator_as_of, numerator, denominator, value, newest.basis, status,
            metrics.basis = 'estimated' as is_estimate,
            rank_in_nation, of_nation, rank_in_prefecture, of_prefecture,
            if(value is null, null, median_of_nation) as median_of_nation, sources,
        from metrics
        left join (from newest_values where lg_code = $lg_code) as newest using (metric_id)
        where list_contains($topics, topic)
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


def sources_of(*tables: str) -> list[str]:
    """Ids of the held sources that these tables were made of, official ones first."""
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


def source_editions() -> pd.DataFrame:
    """One row per edition read: its file, size, sha256, rows and dates."""
    return read(
        """
        select title_ja, edition, source_editions.as_of, source_editions.retrieved, source_editions.file_name, bytes,
            source_editions.rows, source_editions.sha256
        from source_editions
        join sources using (source_id)
        order by source_id, source_editions.as_of
        """
    )


def metric_coverage() -> pd.DataFrame:
    """One row per metric: what it is and how many of the 1,741 have a value."""
    return read(
        """
        select metric_id, topic, label_ja, unit, basis, municipalities_covered, latest_as_of, why_it_matters_ja, sources
        from metrics
        order by list_position(['staffing', 'ageing', 'finance', 'outlook'], topic), display_order
        """
    )


def staff_by_date() -> pd.DataFrame:
    """One row per survey date: general administration staff of all municipalities together."""
    return read(
        """
        select as_of, sum(general_admin_staff) as general_admin_staff, count(*) as municipalities
        from staffing
        group by as_of
        order by as_of
        """
    )


def national_staff() -> pd.DataFrame:
    """All staff of all local governments, prefectures among them, by survey date: as_of, staff, basis, source_ja, note_ja."""
    return read(
        """
        select as_of, staff, basis, source_ja, note_ja
        from national_staff
        where series = 'all_local_gov_total'
        order by as_of
        """
    )


def printed_figures() -> pd.DataFrame:
    """Figures printed in the ministry's documents, the newest of each, by figure_id."""
    return read("from printed_figures qualify as_of = max(as_of) over (partition by figure_id)").set_index(
        "figure_id"
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
        """
        select right(item_ja, 1) as rating, value as bridges, as_of
        from road_maintenance_facts
        where facility_ja = '橋梁' and regexp_full_match(item_ja, '判定区分[ⅠⅡⅢⅣ]')
        qualify as_of = max(as_of) over ()
        order by rating
        """
    )


def history() -> pd.DataFrame:
    """The national story of infrastructure maintenance, one row per event."""
    return read("from history order by fiscal_year")


def bridges(prefecture_code: str, lg_code: str | None = None) -> pd.DataFrame:
    """Bridges of the ledgers held in a prefecture or one municipality, with the Japanese kind of their managers."""
    rows = read(
        """
        select bridges.*, municipality_name
        from bridges
        join municipalities on location_lg_code = lg_code
        where prefecture_code = $prefecture_code and lg_code = coalesce($lg_code, lg_code)
        order by bridge_id
        """,
        prefecture_code=prefecture_code,
        lg_code=lg_code,
    )
    return rows.assign(manager_ja=rows["manager_kind"].map(MANAGER_LABELS))


def prefectures_with_ledgers() -> list[str]:
    """Codes of prefectures in which a bridge ledger is held."""
    rows = read(
        "select distinct prefecture_code from bridges join municipalities on location_lg_code = lg_code order by 1"
    )
    return rows["prefecture_code"].to_list()


def glossary() -> pd.DataFrame:
    """Terms with reading and meaning."""
    return read("from glossary")


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
        with numbers as (
            select
                lg_code,
                max(value) filter (where metric_id = 'general_admin_staff') as general_admin_staff,
                max(value) filter (where metric_id = 'technical_staff') as technical_staff,
                max(value) filter (where metric_id = 'civil_engineers') as civil_engineers,
                max(value) filter (where metric_id = 'bridges_managed') as bridges_managed,
                max(numerator) filter (where metric_id = 'bridge_action_needed_share') as bridges_action_needed
            from newest_values
            group by lg_code
        )

        select
            case_id, lg_code, member_ja, role, is_prefecture, note_ja, prefectures.prefecture_name, municipality_name,
            municipality_name_kana, outline_index, municipalities.population, numbers.* exclude (lg_code)
        from case_members
        join prefectures on prefectures.prefecture_code = left(lg_code, 2)
        left join municipalities using (lg_code)
        left join numbers using (lg_code)
        order by case_id, list_position(['lead', 'member', 'planned'], role), not is_prefecture, lg_code
        """
    )


def case_sectors() -> pd.DataFrame:
    """One row per case and sector."""
    return read("from case_sectors")


def case_steps() -> pd.DataFrame:
    """One row per case and step, earliest first."""
    return read(
        "from case_steps join cases using (case_id) select case_name, case_steps.* order by case_id, fiscal_year"
    )


def case_numbers() -> pd.DataFrame:
    """Numbers printed about cases."""
    return read("from case_numbers")


def case_effects() -> pd.DataFrame:
    """Effects told of cases."""
    return read("from case_effects")


def case_documents() -> pd.DataFrame:
    """The documents each case is taken from."""
    return read("from case_documents")


def municipality_stock() -> pd.DataFrame:
    """One row per municipality in outline order: what `municipalities` says, and how much road, bridges, parks and sewers it has."""
    return read(
        """
        select municipalities.*, road_km, park_area_m2, sewered_population, bridges_managed
        from municipalities
        left join (from roads qualify as_of = max(as_of) over ()) as roads using (lg_code)
        left join bridge_inspections using (lg_code)
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
    """Items of the handbook of one kind: bundle, strategy, step, chapter, tool, next."""
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


def council_members() -> pd.DataFrame:
    """Members of インフラメンテナンス国民会議 by kind and date: figure_id, label_ja, value, as_of, as_of_ja."""
    return read("from printed_figures where figure_id like 'council_members%' order by as_of, figure_id")


def survey_questions() -> pd.DataFrame:
    """The question bank: question_id, audience, purpose, kind, text_ja, choices_ja."""
    return read("from survey_questions order by display_order")


def step_tasks() -> pd.DataFrame:
    """What to do in each step of introducing joint management: task_id, step_number, text_ja, pages."""
    return read("from step_tasks order by task_id")


def place_facts(lg_codes: list[str]) -> pd.DataFrame:
    """One row per municipality and published fact about size, staff, facilities and spending; the newest of each, in the order given.

    Columns: lg_code, municipality_name, item, label_ja, unit, value, as_of, basis, source_ids. What is not known has no row.
    """
    return read(
        """
        with facts as (
            select
                lg_code, metric_id as item, label_ja, metrics.unit, value, newest.as_of, newest.basis, sources as source_ids,
                list_position($metric_ids, metric_id) as item_order,
            from newest_values as newest
            join metrics using (metric_id)
            where list_contains($metric_ids, metric_id) and value is not null
            union all by name
            select
                lg_code, 'bridges_action_needed' as item, '判定区分Ⅲ・Ⅳの橋' as label_ja, '橋' as unit, numerator as value,
                newest.as_of, 'published' as basis, sources as source_ids, 21 as item_order,
            from newest_values as newest
            join metrics using (metric_id)
            where metric_id = 'bridge_action_needed_share' and numerator is not null
            union all by name
            select
                lg_code, 'road_km' as item, '市町村道の実延長' as label_ja, 'km' as unit, road_km as value, as_of, 'published' as basis,
                ['municipal_infrastructure'] as source_ids, 22 as item_order,
            from (from roads where road_km is not null qualify as_of = max(as_of) over (partition by lg_code))
            union all by name
            select
                lg_code, 'public_works_expenditure' as item, '土木費' as label_ja, '円' as unit, public_works_expenditure_yen as value,
                as_of, 'published' as basis, ['nstac_ssdse_a', 'municipal_infrastructure'] as source_ids, 23 as item_order,
            from (
                from public_works
                where public_works_expenditure_yen is not null
                qualify as_of = max(as_of) over (partition by lg_code)
            )
            union all by name
            select
                lg_code, item, label_ja, '円' as unit, value, as_of, basis, ['civil_works_expenditure'] as source_ids, item_order,
            from (
                select *, unnest([
                    {
                        item: 'road_bridge_expenditure', label_ja: '道路橋りょう費', value: road_bridge_expenditure_yen,
                        basis: 'published', item_order: 24
                    },
                    {
                        item: 'road_bridge_maintenance', label_ja: '道路橋りょう費のうち維持補修費',
                        value: road_bridge_maintenance_yen, basis: 'derived', item_order: 25
                    },
                ], recursive := true)
                from road_expenditure
                qualify as_of = max(as_of) over (partition by lg_code)
            )
            where value is not null
        )

        select lg_code, municipality_name, item, label_ja, unit, value, as_of, basis, source_ids
        from facts
        join municipalities using (lg_code)
        where list_contains($lg_codes, lg_code)
        order by list_position($lg_codes, lg_code), item_order
        """,
        lg_codes=lg_codes,
        metric_ids=[
            "population",
            "general_admin_staff",
            "technical_staff",
            "civil_engineers",
            "bridges_managed",
        ],
    )


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
    """The candidate partners of all municipalities: lg_code, partner_lg_code, distance_km."""
    return read("select lg_code, partner_lg_code, distance_km from partner_features")


def support_places() -> pd.DataFrame:
    """One row per municipality in outline order: technical staff (count, else estimated probabilities) and what it manages.

    Columns: lg_code, prefecture_code, prefecture_name, municipality_name, population, engineers (technical staff, else civil engineers), engineers_as_of,
    zero_probability, five_or_fewer_probability, low, median, high (estimates, null where counted), estimate_as_of, bridges_managed, bridges_action_needed, road_km.
    """
    return read(
        """
        select
            lg_code, prefecture_code, prefecture_name, municipality_name, population,
            coalesce(technical_staff, civil_engineers) as engineers, counts.as_of as engineers_as_of,
            estimates.* exclude (lg_code, is_counted, as_of), estimates.as_of as estimate_as_of,
            bridges_managed, bridges_action_needed, road_km,
        from municipalities
        left join (
            from technical_staff
            where technical_staff is not null or civil_engineers is not null
            qualify as_of = max(as_of) over (partition by lg_code)
        ) as counts using (lg_code)
        left join (from technical_staff_estimates where not is_counted) as estimates using (lg_code)
        left join bridge_inspections using (lg_code)
        left join (from roads qualify as_of = max(as_of) over ()) as roads using (lg_code)
        order by outline_index
        """
    )


def prefecture_bridges() -> pd.DataFrame:
    """One row per prefecture: bridges of the prefecture and its municipalities together, newest: prefecture_code, bridges_managed, as_of."""
    return read(
        """
        select prefecture_code, bridges_managed, as_of
        from prefecture_facilities
        qualify as_of = max(as_of) over ()
        order by prefecture_code
        """
    )


def sector_stock() -> pd.DataFrame:
    """One row per municipality in outline order: staff, population, and the newest stock, condition and spending of each sector.

    Columns: those of analysis.sectors, and for each kind its date: staff_as_of, population_as_of, stock_as_of, bridges_as_of, water_as_of, spending_as_of.
    """
    return read(
        """
        select
            lg_code, population, population_as_of, general_admin_staff, staffing.as_of as staff_as_of,
            road_km, park_area_m2, sewered_population, public_housing_units, roads.as_of as stock_as_of,
            bridges_managed, bridges_action_needed, bridges_action_needed / nullif(bridges_managed, 0) as bridge_action_needed_share,
            bridge_inspections.as_of as bridges_as_of,
            water_pipe_overage_share, water_pipes.as_of as water_as_of,
            road_bridge_expenditure_yen, housing_expenditure_yen, road_expenditure.as_of as spending_as_of,
        from municipalities
        left join (from staffing qualify as_of = max(as_of) over (partition by lg_code)) as staffing using (lg_code)
        left join (from roads qualify as_of = max(as_of) over ()) as roads using (lg_code)
        left join bridge_inspections using (lg_code)
        left join (from water_pipes qualify as_of = max(as_of) over ()) as water_pipes using (lg_code)
        left join (from road_expenditure qualify as_of = max(as_of) over ()) as road_expenditure using (lg_code)
        left join (from housing_expenditure qualify as_of = max(as_of) over ()) as housing_expenditure using (lg_code)
        order by outline_index
        """
    )


def metrics_of(lg_codes: list[str], metric_ids: list[str]) -> pd.DataFrame:
    """One row per metric and municipality, in the order named: the newest value of each, null where there is none.

    Columns: metric_id, lg_code, label_ja, unit, digits, basis_of_metric, value, basis, status, as_of, sources.
    """
    return read(
        """
        select
            metric_id, places.lg_code, label_ja, unit, digits, metrics.basis as basis_of_metric,
            value, newest.basis, status, newest.as_of, sources,
        from metrics
        cross join (select unnest($lg_codes) as lg_code) as places
        left join newest_values as newest using (metric_id, lg_code)
        where list_contains($metric_ids, metric_id)
        order by list_position($metric_ids, metric_id), list_position($lg_codes, places.lg_code)
        """,
        lg_codes=lg_codes,
        metric_ids=metric_ids,
    )


def municipality_roads(lg_codes: list[str]) -> pd.DataFrame:
    """Newest length of municipal roads: lg_code, road_km, as_of."""
    return read(
        "from (from roads qualify as_of = max(as_of) over ()) select lg_code, road_km, as_of where list_contains($lg_codes, lg_code)",
        lg_codes=lg_codes,
    )


def peer_attributes() -> pd.DataFrame:
    """One row per municipality in outline order with what analysis.peers compares, null where unknown."""
    return read(
        """
        select
            municipalities.*, bridges_managed, road_km, numbers.* exclude (lg_code),
        from municipalities
        left join bridge_inspections using (lg_code)
        left join (from roads qualify as_of = max(as_of) over ()) as roads using (lg_code)
        left join (
            select
                lg_code,
                any_value(value) filter (metric_id = 'population_65_share') as population_65_share,
                any_value(value) filter (metric_id = 'fiscal_strength_index') as fiscal_strength_index
            from newest_values
            group by lg_code
        ) as numbers using (lg_code)
        order by outline_index
        """
    )


def group_facts() -> pd.DataFrame:
    """One row per municipality in outline order: what is pooled when municipalities are managed as a group, newest of each.

    Beside the columns of `municipalities` (population, area_km2, office and outline positions): general_admin_staff, civil_engineers,
    technical_staff (people; counts, mostly unknown), estimate_* (median, low, high, zero_probability, five_or_fewer_probability of
    technical staff; null where a count is shown instead), every_estimate (its median, counted or not), bridges_managed,
    bridges_action_needed, road_km, public_works_expenditure_yen, the four fiscal indicators, and <column>_as_of.
    """
    return read(
        """
        with known as (
            select
                lg_code,
                max(value) filter (where metric_id = 'general_admin_staff') as general_admin_staff,
                max(as_of) filter (where metric_id = 'general_admin_staff') as general_admin_staff_as_of,
                max(value) filter (where metric_id = 'civil_engineers') as civil_engineers,
                max(as_of) filter (where metric_id = 'civil_engineers') as civil_engineers_as_of,
                max(value) filter (where metric_id = 'technical_staff') as technical_staff,
                max(as_of) filter (where metric_id = 'technical_staff') as technical_staff_as_of,
                max(value) filter (where metric_id = 'fiscal_strength_index') as fiscal_strength_index,
                max(value) filter (where metric_id = 'current_balance_ratio') as current_balance_ratio,
                max(value) filter (where metric_id = 'real_debt_service_ratio') as real_debt_service_ratio,
                max(value) filter (where metric_id = 'future_burden_ratio') as future_burden_ratio,
                max(as_of) filter (where metric_id = 'fiscal_strength_index') as fiscal_strength_index_as_of,
            from newest_values
            group by lg_code
        )

        select
            municipalities.*,
            known.* exclude (lg_code),
            if(is_counted, null, median) as estimate_median,
            if(is_counted, null, low) as estimate_low,
            if(is_counted, null, high) as estimate_high,
            if(is_counted, null, zero_probability) as estimate_zero_probability,
            if(is_counted, null, five_or_fewer_probability) as estimate_five_or_fewer_probability,
            median as every_estimate,
            estimates.as_of as estimate_as_of,
            bridges_managed,
            bridges_action_needed,
            inspections.as_of as bridges_as_of,
            road_km,
            roads.as_of as road_km_as_of,
            public_works_expenditure_yen,
            works.as_of as public_works_as_of,
        from municipalities
        left join known using (lg_code)
        left join technical_staff_estimates as estimates using (lg_code)
        left join bridge_inspections as inspections using (lg_code)
        left join (from roads qualify as_of = max(as_of) over ()) as roads using (lg_code)
        left join (from public_works qualify as_of = max(as_of) over (partition by lg_code)) as works using (lg_code)
        order by outline_index
        """
    )


def links(lg_codes: list[str]) -> pd.DataFrame:
    """Pairs among these municipalities: lg_code, partner_lg_code, distance_km (offices, straight line), is_adjacent (on land, or by
    a bridge or tunnel for cars)."""
    return read(
        """
        select lg_code, partner_lg_code, distance_km, is_adjacent or is_sea_linked as is_adjacent
        from municipality_pairs
        where list_contains($codes, lg_code) and list_contains($codes, partner_lg_code)
        """,
        codes=lg_codes,
    )


def existing_groups() -> pd.DataFrame:
    """Municipalities that really work together, two or more: group_id, group_name, lg_code; each set of members once."""
    return read(
        """
        with members as (
            select case_id as group_id, case_name as group_name, lg_code
            from case_members
            join cases using (case_id)
            where role <> 'planned' and not is_prefecture and lg_code is not null
            union all
            select 'g_' || group_id, group_name, lg_code
            from cooperation_groups
        )

        from members
        where group_id in (
            select min(group_id)
            from (select group_id, list(distinct lg_code order by lg_code) as codes from members group by group_id)
            where len(codes) > 1
            group by codes
        )
        order by group_id, lg_code
        """
    )


def repeated_inspections(prefecture_codes: list[str]) -> pd.DataFrame:
    """Municipal bridges of these prefectures that the records show inspected twice: soundness_before, soundness_after, years.

    The records hold no number of a bridge: one that has a name and stands once a year under its manager, name and route is the same.
    """
    return read(
        """
        with once as (
            select manager_lg_code, bridge_name, route_name, inspection_fiscal_year, any_value(soundness_category) as soundness
            from tidy.mlit_road_inspections
            where list_contains($codes, left(manager_lg_code, 2)) and right(left(manager_lg_code, 5), 3) <> '000'
                and bridge_name is not null and soundness_category is not null
            group by all
            having count(*) = 1
        )

        select
            lag(soundness) over bridge as soundness_before,
            soundness as soundness_after,
            inspection_fiscal_year - lag(inspection_fiscal_year) over bridge as years,
        from once
        window bridge as (partition by manager_lg_code, bridge_name, route_name order by inspection_fiscal_year)
        qualify years is not null
        """,
        codes=prefecture_codes,
    )


def profile_items() -> pd.DataFrame:
    """What a profile can show: every metric, and road_km, area_km2 and the estimate of technical staff, which are no metrics.

    Columns: item, label_ja, unit, digits, higher_is, kind, per, basis, numerator_ja, denominator_ja, sources.
    """
    return read(
        """
        select
            metric_id as item, label_ja, unit, digits, higher_is, kind, per, basis, numerator_ja, denominator_ja, sources
        from metrics
        union all by name
        select *, 'neither' as higher_is, 'level' as kind, 1 as per
        from (values
            ('road_km', '市町村道の実延長', 'km', 1, 'published', ['municipal_infrastructure']),
            ('area_km2', '面積', 'km²', 2, 'published', ['gsi_area']),
            (
                'technical_staff_estimate', '技術系職員数（推計）', '人', 0, 'estimated',
                (select sources from metrics where metric_id = 'technical_staff_zero_probability')
            )
        ) as more(item, label_ja, unit, digits, basis, sources)
        """
    )


def profile_values(items: list[str]) -> pd.DataFrame:
    """The newest value of each of these items and every municipality; what has no row is not known.

    Columns: item, lg_code, as_of, denominator_as_of, numerator, denominator, value, status. The estimate is the median, and stands
    only where no count is known.
    """
    return read(
        """
        from (
            select metric_id as item, lg_code, as_of, denominator_as_of, numerator, denominator, value, status
            from newest_values
            union all by name
            select 'road_km' as item, lg_code, as_of, road_km as value
            from (from roads qualify as_of = max(as_of) over ())
            union all by name
            select 'area_km2' as item, lg_code, area_as_of as as_of, area_km2 as value
            from municipalities
            union all by name
            select 'technical_staff_estimate' as item, lg_code, as_of, median as value
            from technical_staff_estimates
            where not is_counted
        )
        where list_contains($items, item)
        """,
        items=items,
    )


def staff_estimates(lg_codes: list[str]) -> pd.DataFrame:
    """The estimated technical staff of those of the municipalities for which no count is known."""
    return read(
        "from technical_staff_estimates where not is_counted and list_contains($codes, lg_code) order by lg_code",
        codes=lg_codes,
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


def candidates_of_each_other(lg_codes: list[str], first: int) -> pd.DataFrame:
    """Pairs among the municipalities that stand among the `first` candidates of each other under the default weights, best first.

    Columns: lg_code, name, partner_lg_code, partner_name, rank, partner_rank, distance_km, reasons_for (of the first for the second).
    """
    return read(
        """
        select
            one.lg_code, mine.municipality_name as name, one.partner_lg_code, theirs.municipality_name as partner_name,
            one.rank, other.rank as partner_rank, one.distance_km, one.reasons_for,
        from partner_candidates as one
        join partner_candidates as other on other.lg_code = one.partner_lg_code and other.partner_lg_code = one.lg_code
        join municipalities as mine on mine.lg_code = one.lg_code
        join municipalities as theirs on theirs.lg_code = one.partner_lg_code
        where one.lg_code < one.partner_lg_code and one.rank <= $first and other.rank <= $first
            and list_contains($codes, one.lg_code) and list_contains($codes, one.partner_lg_code)
        order by one.rank + other.rank, one.score + other.score desc, one.lg_code
        """,
        codes=lg_codes,
        first=first,
    )


def name_points(lg_codes: list[str]) -> pd.DataFrame:
    """Where the names of municipalities may be written on a map: lg_code, municipality_name, point_longitude, point_latitude, and
    the bounds of each (west, south, east, north)."""
    return read(
        """
        select outlines.*, municipality_name
        from outlines
        join municipalities using (lg_code)
        where list_contains($codes, lg_code)
        order by lg_code
        """,
        codes=lg_codes,
    )
