"""Contracts that might go together: which municipalities border each other, the candidates with their reasons."""

import pandas as pd
import streamlit as st

from analysis import bundle_sizes, orders
from analysis.ledger.places import known_places
from dashboard import queries
from dashboard.shared import plot, prose, value_tables
from japan.names import Places
from pages.orders import charts
from pages.orders.charts import yen
from pages.orders.form import EXAMPLE_NEIGHBOURS
from pages.orders.results import OWN_DATA, PER_VIEW, in_order

SHOWN_CANDIDATES = 30
RULES = """
- **組の作り方**：同じ年度に始まる契約を、「同じ業務」（分野と業務の種類が同じ）、「同じ作業（複数の分野）」（業務の種類が同じで分野が違う）、「同じ受注者」（業務は別）ごとに組にします。組は、1つの市区町村の中、隣り合う2つ、または1つとそれに隣り合う2〜5の市区町村です。
- 組の中の契約は、ほかの契約と30日以上、期間が重なります。2つ以上の市区町村の組では、ほかの市区町村の契約と重なるものだけです。
- **点**：同じ業務・作業・受注者 3、**2つの市区町村にまたがる 3（3つ以上 4）、複数の分野にまたがる 2**、複数の部署・団体から受注する会社がある 2、複数の部署・団体が発注 1、重なりが約6か月以上 2（約3か月以上 1）、2〜4件 1、契約方法と支払いが同じ 1。点が同じときは金額の大きい順です。
- 群マネの考え方に合わせ、市区町村や分野をまたぐ組を、同じ条件の1つの市区町村の中の組より上に置きます。点の重みは本ダッシュボードの仮定です。
- 2〜4件に点を足すのは、米国の橋の一括発注の研究で、1契約2〜4件のとき入札者が最も多かったためです（INDOT JTRP）。
- **会社の規模**：読み込んだ契約の金額を四分位で分けた小・中・大・特大のどこに、束ねた金額が入るかと、1件で・1年の計で同じ額以上を受けたことのある会社の数です。全国の等級表は使っていません（等級は団体ごとに違うため）。
- 順位は束ねる検討のきっかけで、束ねるべきだという判断ではありません。
"""
HEADINGS = {
    "points": "点",
    "what": "内容",
    "municipalities": "市区町村",
    "kind": "同じもの",
    "bodies": "市区町村（数）",
    "sectors": "分野（数）",
    "contracts": "契約（件）",
    "amount": "契約金額（円）",
    "with_amount": "うち金額のある契約（件）",
    "band": "束ねた金額の大きさ",
    "at_once": "1件で同じ額以上の会社（社）",
    "in_year": "1年の計で同じ額以上の会社（社）",
    "clients": "部署",
    "companies": "受注者（社）",
    "overlap_days": "重なり（日）",
    "fiscal_year": "年度",
    "reasons": "理由",
}


def neighbours(rows: pd.DataFrame, is_example: bool) -> pd.DataFrame:
    """Which municipalities of the orders border each other: known ones from the map, and those the reader adds."""
    names = list(rows["municipality"].dropna().unique())
    codes = _codes(rows, names)
    known = _on_the_map(codes)
    pairs = {
        f"{one}・{other}": (one, other)
        for at, one in enumerate(names)
        for other in names[at + 1 :]
        if one not in codes or other not in codes
    }
    added = []
    if pairs:
        added = st.multiselect(
            "隣り合うとみなす市区町村",
            list(pairs),
            default=[pair for pair in pairs if is_example and pair in EXAMPLE_NEIGHBOURS],
            placeholder="選ばない",
            help="一覧にない名前の市区町村は、隣り合うかどうかが分かりません。ここで組を選んでください。",
        )
    unknown = [name for name in names if name not in codes]
    st.caption(
        f"地図から隣り合うと分かった組 {len(known):,}、選んだ組 {len(added):,}。"
        + (f"一覧にない名前：{'、'.join(unknown[:10])}" if unknown else "")
    )
    return pd.DataFrame([*known, *(pairs[pair] for pair in added)], columns=["municipality", "partner"])


def _codes(rows: pd.DataFrame, names: list[str]) -> dict[str, str]:
    """Name → municipality code, of the names that are in the list of municipalities."""
    places = known_places(queries.municipality_names(), None)
    written = rows.dropna(subset=["lg_code"]).drop_duplicates("municipality")
    codes = written.set_index("municipality")["lg_code"]
    return {name: code for name in names if (code := _lg_code(name, codes.get(name), places))}


def _on_the_map(codes: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs of names whose municipalities border each other."""
    names = {code: name for name, code in codes.items()}
    links = queries.links(list(names)) if len(names) > 1 else pd.DataFrame()
    return [
        (names[one.lg_code], names[one.partner_lg_code])
        for one in links.itertuples()
        if one.is_adjacent and one.lg_code < one.partner_lg_code
    ]


def _lg_code(name: str, code: str | None, places: Places) -> str | None:
    """The municipality meant by a name, by the code beside it when there is one; None when it is not in the list."""
    try:
        return places.by_code(code) if code else places.by_text(name)
    except ValueError:
        return None


def candidates(rows: pd.DataFrame, near: pd.DataFrame) -> pd.DataFrame:
    """Contracts that might go together, with reasons, and the contracts of the one that is chosen."""
    found = _found(rows, near)
    prose.fold("候補と点の決め方", RULES, icon=":material/rule:")
    if found.empty:
        st.info(
            "期間が重なる同じ業務・同じ受注者の契約は見つかりませんでした。分野・業務の種類・開始日・終了日が入っているか確かめてください。",
            icon=":material/search_off:",
        )
        return found
    table = candidates_table(found)
    at = _pick_candidate(table)
    st.caption(
        f"算出値｜点の高い順に{min(len(found), SHOWN_CANDIDATES)}組（全{len(found):,}組、100組まで）。行を選ぶと、その組の契約が下に出ます。同じ契約が複数の組に入ることがあります。"
    )
    _one_candidate(rows, found.iloc[at], at)
    value_tables.table_with_downloads(
        table, title="束ねる候補", source_ids=[], notes=[OWN_DATA, RULES], key="bundles", label="すべての候補"
    )
    return found


def _pick_candidate(table: pd.DataFrame) -> int:
    """The first candidates as a table; the position of the one chosen, the first until one is."""
    chosen = value_tables.grid(
        table.head(SHOWN_CANDIDATES),
        height=min(38 + 35 * len(table), 420),
        on_select="rerun",
        selection_mode="single-row",
        key="orders_candidates",
        alt="束ねる候補",
    )["selection"]["rows"]
    return chosen[0] if chosen and chosen[0] < len(table) else 0


def _one_candidate(rows: pd.DataFrame, one: pd.Series, at: int) -> None:
    """The contracts of a candidate, with the reasons for it."""
    st.subheader(f"{at + 1}番目の組　{one['what']}（{one['municipalities']}、{one['fiscal_year']}年度）")
    st.markdown("\n".join(f"- {line}" for line in in_words(one, bundle_sizes.limits(rows["amount"]))))
    members = in_order(rows.loc[sorted(one["members"])])
    plot.draw(charts.timeline(members.head(PER_VIEW), "municipality"), key="bundle", alt="組の契約の期間")


def in_words(one: pd.Series, limits: list[float] | None) -> list[str]:
    """How many contracts and how much, whom it concerns, which contractors fit, and why it stands where it stands."""
    count, known = int(one["contracts"]), int(one["with_amount"])
    amount = (
        "金額の分かる契約はありません" if not known else f"{yen(one['amount'])}（金額のある{known:,}件の計）"
    )
    return [
        f"**契約**：{count:,}件、{amount}",
        f"**関わるところ**：{one['bodies']:,}市区町村・{one['n_clients']:,}部署（{one['clients']}）、受注者 {one['companies']:,}社",
        f"**会社の規模**：{_size_in_words(one, limits)}",
        f"**理由（{one['points']:,}点）**：{one['reasons']}",
    ]


def _size_in_words(one: pd.Series, limits: list[float] | None) -> str:
    if not one["with_amount"]:
        return "金額が分からないため、比べられません。"
    had = (
        f"1件で同じ額以上を受けた会社は{one['at_once']:,}社、1年の計では{one['in_year']:,}社（読み込んだ契約の中）。"
        + ("1社では大きいため、JV や事業協同組合も考えられます。" if not one["at_once"] else "")
    )
    if limits is None:
        return f"金額のある契約が{bundle_sizes.FEWEST}件未満のため、大きさの帯は示しません。{had}"
    at = bundle_sizes.BANDS.index(one["band"])
    low = "" if at == 0 else f"{yen(limits[at - 1])}超"
    high = "" if at == len(limits) else f"{yen(limits[at])}以下"
    return f"束ねた金額は「{one['band']}」（読み込んだ契約の四分位で、{low}{'・' if low and high else ''}{high}）。{had}"


def _found(rows: pd.DataFrame, near: pd.DataFrame) -> pd.DataFrame:
    """The candidates, computed again only when the orders or the neighbours have changed; they stay in the session like what was brought."""
    shown = (
        pd.util.hash_pandas_object(rows).to_numpy().tobytes(),
        tuple(near.itertuples(index=False, name=None)),
    )
    if st.session_state.get("orders_found_of") != shown:
        found = orders.candidates(rows, near)
        st.session_state["orders_found"] = found.join(bundle_sizes.fitting(rows, found))
        st.session_state["orders_found_of"] = shown
    return st.session_state["orders_found"]


def candidates_table(found: pd.DataFrame) -> pd.DataFrame:
    """The candidates as shown and exported."""
    shown = found[list(HEADINGS)].rename(columns=HEADINGS)
    return shown.assign(年度=found["fiscal_year"].astype(int).astype(str) + "年度")
