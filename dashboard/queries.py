"""Everything the pages ask of the database: one function per question.

Municipalities come in outline order (by lg_code), the order in which the map's outlines stand.
"""

import pandas as pd

from dashboard.db import read


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
    """When the database was built (UTC)."""
    return read("from build_info")["built_at"].iloc[0]


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

    Rank 1 is the highest value; `of_prefecture` and `of_nation` count the municipalities that have one.
    """
    return read(
        """
        with ranked as (
            select
                newest.*,
                rank() over (partition by metric_id order by value desc) as rank_in_nation,
                count(value) over (partition by metric_id) as of_nation,
                rank() over (partition by metric_id, prefecture_code order by value desc) as rank_in_prefecture,
                count(value) over (partition by metric_id, prefecture_code) as of_prefecture,
                median(value) over (partition by metric_id) as median_of_nation,
            from newest_values as newest
            join municipalities using (lg_code)
            where value is not null
        )

        select
            metrics.metric_id, label_ja, unit, digits, higher_is, numerator_ja, denominator_ja,
            newest.as_of, newest.denominator_as_of, newest.numerator, newest.denominator, newest.value, newest.basis, newest.status,
            metrics.basis = 'estimated' as is_estimate,
            rank_in_nation, of_nation, rank_in_prefecture, of_prefecture, median_of_nation, sources,
        from metrics
        left join newest_values as newest on newest.metric_id = metrics.metric_id and newest.lg_code = $lg_code
        left join ranked on ranked.metric_id = metrics.metric_id and ranked.lg_code = $lg_code
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
        select topic, label_ja, unit, basis, municipalities_covered, latest_as_of, why_it_matters_ja, sources
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
    """Bridges of the ledgers held in a prefecture or one municipality."""
    return read(
        """
        select bridges.*, municipality_name, managers.manager_ja
        from bridges
        join municipalities on location_lg_code = lg_code
        left join (values
            ('national', '国'), ('prefecture', '都道府県'), ('road_corporation', '道路公社'), ('designated_city', '政令市'),
            ('municipality', '市区町村'), ('expressway_company', '高速道路会社')
        ) as managers(manager_kind, manager_ja) using (manager_kind)
        where prefecture_code = $prefecture_code and lg_code = coalesce($lg_code, lg_code)
        order by bridge_id
        """,
        prefecture_code=prefecture_code,
        lg_code=lg_code,
    )


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
