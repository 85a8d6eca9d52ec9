"""What 発注状況 is made of: its form and worked example, charts, candidates for bundling, files to take away."""

from datetime import date

import pandas as pd
import streamlit as st

from analysis import orders
from dashboard import queries
from dashboard.exports import mime, powerpoint
from dashboard.exports.slide_model import Chart, Slide
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from dashboard.forms.declaration import Assumption, Column, Form, Result
from dashboard.forms.workbook import export_bytes
from dashboard.runtime import place
from dashboard.shared import plot, value_tables
from japan.names import Places
from pages.orders import charts
from pages.orders.charts import yen

TOOL, TITLE = "orders", "発注状況"
OWN_DATA = "出典：利用者が用意した発注の一覧"
SECTORS = (
    "道路",
    "橋梁",
    "トンネル",
    "河川",
    "公園",
    "上水道",
    "下水道",
    "港湾・漁港",
    "農林道",
    "公共建築物",
    "その他",
)
WORKS = ("巡回", "点検・診断", "計画策定", "設計", "修繕工事", "小修繕・緊急対応", "清掃", "除草・剪定", "除雪", "運転・監視", "その他")  # fmt: skip
METHODS = ("一般競争入札", "指名競争入札", "総合評価落札方式", "公募型プロポーザル", "随意契約", "その他")
PAYMENTS = ("総価契約", "単価契約", "総価・単価併用", "その他")
ROWS = (  # invented: place, department, sector, work, title, spot, company, method, payment, tender, start, end, ten thousand yen
    ("甲市", "道路課", "道路", "巡回", "市道巡回業務", "北部", "株式会社甲山建設", "一般競争入札", "単価契約", "2026-02-20", "2026-04-01", "2027-03-31", 1_800),
    ("甲市", "道路課", "道路", "除草・剪定", "市道除草業務", "北部", "㈱甲山建設", "指名競争入札", "単価契約", "2026-03-05", "2026-04-15", "2026-11-30", 950),
    ("甲市", "道路課", "橋梁", "点検・診断", "橋梁定期点検業務", "市内一円", "戊川コンサルタント（株）", "一般競争入札", "総価契約", "2026-05-10", "2026-06-10", "2027-02-26", 3_200),
    ("甲市", "道路課", "橋梁", "修繕工事", "川上橋修繕工事", "南部", "己田土木 株式会社", "一般競争入札", "総価契約", "2026-07-01", "2026-08-01", "2027-03-12", 5_400),
    ("甲市", "道路課", "道路", "除雪", "市道除雪業務", "山間部", "（株）甲山建設", "随意契約", "単価契約", "2026-10-15", "2026-11-15", "2027-03-31", 2_600),
    ("甲市", "公園課", "公園", "除草・剪定", "都市公園樹木管理業務", "市内一円", "有限会社庚井造園", "指名競争入札", "単価契約", "2026-03-10", "2026-04-01", "2027-03-31", 1_250),
    ("甲市", "公園課", "公園", "点検・診断", "遊具点検業務", "市内一円", "㈲庚井造園", "随意契約", "総価契約", "2026-06-01", "2026-07-01", "2026-12-25", 180),
    ("甲市", "公園課", "公園", "巡回", "公園巡回清掃業務", "北部", "株式会社 甲山建設", "指名競争入札", "単価契約", "2026-03-10", "2026-04-01", "2027-03-31", 720),
    ("甲市", "下水道課", "下水道", "点検・診断", "管渠点検調査業務", "中部", "辛原設備工業(株)", "一般競争入札", "総価契約", "2026-06-15", "2026-07-15", "2027-02-28", 2_900),
    ("甲市", "河川課", "河川", "除草・剪定", "準用河川除草業務", "南部", "株式会社甲山建設", "指名競争入札", "単価契約", "2026-04-10", "2026-05-10", "2026-10-31", 640),
    ("乙町", "建設課", "道路", "巡回", "町道巡回業務", "町内一円", "株式会社甲山建設", "指名競争入札", "単価契約", "2026-03-01", "2026-04-01", "2027-03-31", 620),
    ("乙町", "建設課", "道路", "除草・剪定", "町道除草業務", "町内一円", "乙山組", "指名競争入札", "単価契約", "2026-04-01", "2026-05-01", "2026-11-15", 380),
    ("乙町", "建設課", "橋梁", "点検・診断", "橋梁定期点検業務", "町内一円", "戊川コンサルタント㈱", "指名競争入札", "総価契約", "2026-06-01", "2026-07-01", "2027-02-26", 1_150),
    ("乙町", "建設課", "道路", "除雪", "町道除雪業務", "山間部", "株式会社乙山組", "随意契約", "単価契約", "2026-10-20", "2026-11-15", "2027-03-31", 1_400),
    ("乙町", "上下水道課", "下水道", "点検・診断", "管渠調査業務", "中心部", "辛原設備工業株式会社", "指名競争入札", "総価契約", "2026-07-10", "2026-08-10", "2027-02-26", 760),
    ("丙村", "産業建設課", "橋梁", "点検・診断", "橋梁点検業務", "村内一円", "戊川コンサルタント（株）", "随意契約", "総価契約", "2026-07-01", "2026-08-01", "2027-02-15", 480),
    ("丙村", "産業建設課", "農林道", "除草・剪定", "林道除草業務", "東部", "丙川林業", "随意契約", "単価契約", "2026-05-01", "2026-06-01", "2026-10-15", 210),
    ("丙村", "産業建設課", "道路", "除雪", "村道除雪業務", "村内一円", "丙川林業", "随意契約", "単価契約", "2026-10-25", "2026-11-15", "2027-03-31", None),
)  # fmt: skip
CODES = {"甲市": "990001", "乙町": "990002", "丙村": "990003"}  # of no municipality
EXAMPLE_NEIGHBOURS = ("甲市・乙町", "乙町・丙村")
FORM = Form(
    "orders",
    "発注",
    "発注",
    (
        Column("title", "件名", width=26, also=("業務名", "工事名", "委託名", "契約名", "名称")),
        Column("municipality", "市区町村", required=True, width=12, also=("自治体", "自治体名", "団体", "団体名", "市町村", "市町村名", "発注者", "発注機関")),
        Column("lg_code", "団体コード", width=11, help_ja="6桁の全国地方公共団体コード。なくてもかまいません", also=("全国地方公共団体コード", "市区町村コード", "自治体コード")),
        Column("department", "部署", width=13, also=("課名", "課", "担当課", "所管課", "発注課", "所属")),
        Column("sector", "分野", choices=SECTORS, width=11, also=("施設", "施設種別", "インフラ", "対象施設", "工種区分")),
        Column("work_type", "業務の種類", choices=WORKS, width=15, also=("業務", "業務種別", "業務区分", "工種", "業務内容", "種別")),
        Column("place", "場所", width=14, also=("箇所", "施工場所", "履行場所", "業務場所", "地区", "路線")),
        Column("contractor", "受注者", width=24, also=("受託者", "契約者", "契約相手方", "契約の相手方", "業者名", "落札者", "請負者", "会社名", "契約業者")),
        Column("method", "契約方法", choices=METHODS, width=16, also=("入札方式", "契約方式", "入札契約方式", "発注方式", "入札方法")),
        Column("payment", "支払い", choices=PAYMENTS, width=13, also=("支払方法", "支払方式", "契約形態", "単価総価")),
        Column("tender_date", "入札日", "date", width=12, help_ja="公告か入札の日。空欄なら開始日の月で数えます", also=("入札年月日", "公告日", "開札日", "入札公告日")),
        Column("start", "開始日", "date", width=12, also=("着手日", "工期開始", "契約開始日", "履行開始日", "始期", "自", "開始", "契約日", "契約年月日", "着工日")),
        Column("end", "終了日", "date", width=12, also=("完了日", "工期終了", "契約終了日", "履行終了日", "終期", "至", "終了", "履行期限", "工期末", "竣工日", "完成日")),
        Column("amount", "金額", "number", unit="円", width=16, help_ja="契約金額（税込）。「千円」などの単位は見出しに書けば読み取ります", also=("契約金額", "契約額", "委託金額", "委託料", "請負金額", "落札金額", "当初契約金額")),
    ),
    examples=tuple(
        {
            "title": title, "municipality": where, "lg_code": CODES[where], "department": department, "sector": sector, "work_type": work, "place": spot,
            "contractor": company, "method": method, "payment": payment, "tender_date": date.fromisoformat(tender),
            "start": date.fromisoformat(start), "end": date.fromisoformat(end), "amount": man and man * 10_000,
        }
        for where, department, sector, work, title, spot, company, method, payment, tender, start, end, man in ROWS
    ),
    note_ja="1行は1件の契約です。1件が複数の分野にわたるときは、主な分野を選びます。",
)  # fmt: skip
COLORS_BY = {"sector": "分野", "work_type": "業務の種類", "municipality": "市区町村", "method": "契約方法"}
CLIENTS_BY = {"client": "部署まで", "municipality": "市区町村まで"}
PER_VIEW = 60  # bars of the timeline at a time
MATRIX_ROWS, MATRIX_COLUMNS, SHOWN_CANDIDATES = 20, 24, 30
RULES = """
- **組の作り方**：同じ年度に始まる契約を、同じ市区町村の中、または隣り合う2つの市区町村の間で、「同じ業務」（分野と業務の種類が同じ）か「同じ受注者」（業務は別）ごとに組にします。
- 組の中の契約は、ほかの契約と30日以上、期間が重なります。2つの市区町村の組では、相手の市区町村の契約と重なるものだけです。
- **点**：同じ業務・同じ受注者 3、複数の部署・団体から受注する会社がある 2、複数の部署・団体が発注 1、同じ市区町村 2（隣り合うときは1）、重なりが約6か月以上 2（約3か月以上 1）、2〜4件 1、契約方法と支払いが同じ 1。
- 2〜4件に点を足すのは、米国の橋の一括発注の研究で、1契約2〜4件のとき入札者が最も多かったためです（INDOT JTRP）。
- 順位は束ねる検討のきっかけで、束ねるべきだという判断ではありません。
"""


def bring() -> Brought | None:
    """The shared controls for this tool; any Excel is taken, its columns said by the reader."""
    return controls.bring(TOOL, TITLE, (FORM,), is_mapped=True)


def pick(rows: pd.DataFrame) -> pd.DataFrame:
    """Let the reader narrow the orders and say when two names are one company; with `company` and `client`."""
    apart = not st.toggle("前株と後株を同じ会社とみなす", key="orders_together")
    rows = orders.with_companies(rows, apart).assign(client=orders.clients(rows))
    columns = st.columns(4)
    for column, (name, label) in zip(
        columns,
        {
            "municipality": "市区町村",
            "department": "部署",
            "sector": "分野",
            "work_type": "業務の種類",
        }.items(),
        strict=True,
    ):
        wanted = column.multiselect(
            label, sorted(rows[name].dropna().unique()), placeholder="すべて", key=f"orders_{name}"
        )
        if wanted:
            rows = rows[rows[name].isin(wanted)]
    return rows.reset_index(drop=True)  # fmt: skip


def totals(rows: pd.DataFrame) -> None:
    """How many, how much, who."""
    first, second, third, fourth = st.columns(4)
    first.metric("契約（Σ）", f"{len(rows):,}件")
    second.metric("契約金額（Σ）", yen(rows["amount"].sum()))
    third.metric("受注者", f"{rows['company'].nunique():,}社")
    fourth.metric("発注した部署", f"{rows['client'].nunique():,}")
    without = int(rows["amount"].isna().sum())
    notes = [f"金額が空欄の{without:,}件は0円として数えています。"] * bool(without)
    wrong = int((rows["end"] < rows["start"]).sum())
    notes += [f"終了日が開始日より前の{wrong:,}件は、期間の図と束ねる候補に入れていません。"] * bool(wrong)
    st.caption("｜".join(["算出値", *notes, OWN_DATA]))


def timeline(rows: pd.DataFrame) -> None:
    """Contracts as bars, sixty at a time."""
    by = place.pick("色", "color", COLORS_BY, default="sector")
    dated = rows[rows["start"].notna() & rows["end"].notna() & (rows["end"] >= rows["start"])]
    dated = _in_order(dated)
    if dated.empty:
        st.info("開始日と終了日のある契約がありません。", icon=":material/event_busy:")
        return
    views = -(-len(dated) // PER_VIEW)
    view = 1
    if views > 1:
        view = int(
            st.number_input(f"表示するページ（1〜{views:,}、{PER_VIEW}件ずつ）", 1, views, key="orders_view")
        )
    shown = dated.iloc[(view - 1) * PER_VIEW : view * PER_VIEW]
    plot.draw(charts.timeline(shown, by), key="timeline", alt="契約ごとの期間")
    st.caption(
        f"市区町村・部署・開始日の順に {len(shown):,}件（期間の分かる{len(dated):,}件のうち。全{len(rows):,}件）"
    )


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Clients as they come in the file, each one's contracts by start."""
    return rows.sort_values(
        ["client", "start"],
        key=lambda column: column if column.name == "start" else column.map({name: at for at, name in enumerate(rows["client"].unique())}),
        kind="stable",
    )  # fmt: skip


def tenders(rows: pd.DataFrame) -> None:
    """In which months tenders fall."""
    counts = tender_table(rows)
    if counts.empty:
        st.info("入札日か開始日のある契約がありません。", icon=":material/event_busy:")
        return
    plot.draw(charts.tender_months(counts.head(40)), key="tenders", alt="入札の月ごとの件数")
    known = int(counts.to_numpy().sum())
    by_start = int((rows["tender_date"].isna() & rows["start"].notna()).sum())
    said = [f"算出値｜Σ {known:,}件"]
    said += [f"日付のない{len(rows) - known:,}件を除きます。"] * (known < len(rows))
    said += [f"入札日のない{by_start:,}件は、開始日の月で数えています。"] * bool(by_start)
    st.caption("　".join(said))


def tender_table(rows: pd.DataFrame) -> pd.DataFrame:
    """By department when one municipality is shown, else by municipality."""
    return orders.tender_months(rows, "client" if rows["municipality"].nunique() == 1 else "municipality")


def amounts(rows: pd.DataFrame) -> None:
    """Yen by sector and work type, with totals."""
    table = orders.amounts(rows)
    plot.draw(charts.amounts(table), key="amounts", alt="分野と業務の種類ごとの契約金額")
    st.dataframe(
        in_man(table),
        column_config={name: st.column_config.NumberColumn(format="localized") for name in table},
        alt="分野と業務の種類ごとの契約金額（万円）",
    )
    st.caption(f"単位：万円｜算出値｜Σ {yen(table.loc['計', '計'])}（上の契約金額Σと同じ）")


def in_man(table: pd.DataFrame) -> pd.DataFrame:
    """Yen in ten thousands."""
    return (table / 10_000).round(0).rename_axis(index="分野")


def shared(rows: pd.DataFrame) -> None:
    """Companies that work for several clients, as matrix and network."""
    by = place.pick("発注者の分け方", "client", CLIENTS_BY, default="client")
    client = rows["client"] if by == "client" else orders.labelled(rows["municipality"])
    found = orders.shared_companies(rows, client)
    if found.empty:
        st.info("複数の発注者から受注している会社はありません。", icon=":material/person_search:")
    else:
        counts = orders.company_matrix(rows, found["company"].head(MATRIX_ROWS), client)
        busiest = counts.sum().nlargest(MATRIX_COLUMNS).index
        counts = counts[[name for name in counts if name in busiest]]
        counts = counts[counts.sum(axis=1) > 0]
        left, right = st.columns(2, gap="medium")
        with left:
            st.subheader("受注者 × 発注者（件）")
            plot.draw(charts.company_matrix(counts), key="matrix", alt="受注者と発注者ごとの件数")
        with right:
            st.subheader("つながり")
            plot.draw(charts.network(counts), key="network", alt="発注者と共通の受注者のつながり")
        st.caption(
            f"算出値｜複数の発注者から受注している会社 {len(found):,}社、"
            f"Σ {found['contracts'].sum():,}件・{yen(found['amount'].sum())}。図は受注者{len(counts):,}社・発注者{len(counts.columns):,}（多い順に{MATRIX_ROWS}社・{MATRIX_COLUMNS}まで）。左が発注者、右が受注者、太い線ほど件数が多い。"
        )
        value_tables.table_with_downloads(
            shared_table(found),
            title="共通の受注者",
            source_ids=[],
            notes=[OWN_DATA],
            key="shared",
        )
    doubtful = orders.doubtful_companies(rows)
    if len(doubtful) and not st.session_state.get("orders_together"):
        pairs = "、".join(f"{one.name}／{one.other_name}" for one in doubtful.head(5).itertuples(index=False))
        st.caption(f"※ 前株と後株は別の会社として扱っています（{pairs}）。同じ会社なら、上の切り替えで合わせられます。")  # fmt: skip
    st.caption(
        "会社名は、株式会社・(株)・㈱、全角と半角、空白、支店名の違いを除いて同じ会社とみなします。共同企業体は1つの会社として数えます。"
    )


def shared_table(found: pd.DataFrame) -> pd.DataFrame:
    return found.rename(
        columns={
            "company": "受注者",
            "clients": "発注者の数",
            "contracts": "契約（件）",
            "amount": "契約金額（円）",
        }
    )


def neighbours(rows: pd.DataFrame, is_example: bool) -> pd.DataFrame:
    """Which municipalities of the orders border each other: known ones from the map, and those the reader adds."""
    names = list(rows["municipality"].dropna().unique())
    places = Places.of(
        queries.municipalities()[["lg_code", "prefecture_name", "municipality_name"]].itertuples(
            index=False, name=None
        )
    )
    codes = (
        rows.dropna(subset=["lg_code"]).drop_duplicates("municipality").set_index("municipality")["lg_code"]
    )
    found = {name: code for name in names if (code := _lg_code(name, codes.get(name), places))}
    named = {code: name for name, code in found.items()}
    links = queries.links(list(named)) if len(named) > 1 else pd.DataFrame()
    known = [
        (named[one.lg_code], named[one.partner_lg_code])
        for one in links.itertuples()
        if one.is_adjacent and one.lg_code < one.partner_lg_code
    ]
    pairs = {
        f"{one}・{other}": (one, other)
        for at, one in enumerate(names)
        for other in names[at + 1 :]
        if one not in found or other not in found
    }
    added = []
    if pairs:
        default = [pair for pair in pairs if is_example and pair in EXAMPLE_NEIGHBOURS]
        added = st.multiselect(
            "隣り合うとみなす市区町村",
            list(pairs),
            default=default,
            placeholder="選ばない",
            help="一覧にない名前の市区町村は、隣り合うかどうかが分かりません。ここで組を選んでください。",
        )
    unknown = [name for name in names if name not in found]
    said = f"地図から隣り合うと分かった組 {len(known):,}、選んだ組 {len(added):,}。"
    st.caption(said + (f"一覧にない名前：{'、'.join(unknown[:10])}" if unknown else ""))
    return pd.DataFrame([*known, *(pairs[pair] for pair in added)], columns=["municipality", "partner"])


def _lg_code(name: str, code: str | None, places: Places) -> str | None:
    """The municipality meant by a name, by the code beside it when there is one; None when it is not in the list."""
    try:
        return places.by_code(code) if code else places.by_text(name)
    except ValueError:
        return None


def candidates(rows: pd.DataFrame, near: pd.DataFrame) -> pd.DataFrame:
    """Contracts that might go together, with reasons, and the contracts of the one that is chosen."""
    found = _found(rows, near)
    with st.expander("候補と点の決め方", icon=":material/rule:"):
        st.markdown(RULES)
    if found.empty:
        st.info(
            "期間が重なる同じ業務・同じ受注者の契約は見つかりませんでした。分野・業務の種類・開始日・終了日が入っているか確かめてください。",
            icon=":material/search_off:",
        )
        return found
    table = candidates_table(found)
    chosen = st.dataframe(
        table.head(SHOWN_CANDIDATES),
        column_config={"契約金額（円）": st.column_config.NumberColumn(format="localized")},
        hide_index=True,
        height=min(38 + 35 * len(table), 420),
        on_select="rerun",
        selection_mode="single-row",
        key="orders_candidates",
        alt="束ねる候補",
    )["selection"]["rows"]
    at = chosen[0] if chosen and chosen[0] < len(found) else 0
    one = found.iloc[at]
    st.caption(
        f"算出値｜点の高い順に{min(len(found), SHOWN_CANDIDATES)}組（全{len(found):,}組、100組まで）。行を選ぶと、その組の契約が下に出ます。同じ契約が複数の組に入ることがあります。"
    )
    st.subheader(f"{at + 1}番目の組　{one['what']}（{one['municipalities']}、{one['fiscal_year']}年度）")
    st.markdown(one["reasons"])
    members = _in_order(rows.loc[sorted(one["members"])])
    plot.draw(charts.timeline(members.head(PER_VIEW), "municipality"), key="bundle", alt="組の契約の期間")  # fmt: skip
    st.caption(f"Σ {len(members):,}件、{yen(members['amount'].sum())}")
    value_tables.table_with_downloads(
        table, title="束ねる候補", source_ids=[], notes=[OWN_DATA, RULES], key="bundles", label="すべての候補"
    )
    return found


def _found(rows: pd.DataFrame, near: pd.DataFrame) -> pd.DataFrame:
    """The candidates, made anew only when the orders or the neighbours have changed; kept in the session like what was brought."""
    shown = (
        pd.util.hash_pandas_object(rows).to_numpy().tobytes(),
        tuple(near.itertuples(index=False, name=None)),
    )
    if st.session_state.get("orders_found_of") != shown:
        st.session_state["orders_found"] = orders.candidates(rows, near)
        st.session_state["orders_found_of"] = shown
    return st.session_state["orders_found"]


def candidates_table(found: pd.DataFrame) -> pd.DataFrame:
    headings = {
        "points": "点",
        "kind": "同じもの",
        "what": "内容",
        "fiscal_year": "年度",
        "municipalities": "市区町村",
        "contracts": "契約（件）",
        "amount": "契約金額（円）",
        "overlap_days": "重なり（日）",
        "companies": "受注者（社）",
        "clients": "部署",
        "reasons": "理由",
    }
    shown = found[list(headings)].rename(columns=headings)
    return shown.assign(年度=found["fiscal_year"].astype(int).astype(str) + "年度")


def take_away(brought: Brought, rows: pd.DataFrame, near: pd.DataFrame, found: pd.DataFrame) -> None:
    """Excel and PowerPoint of what is shown, and a copy without names."""
    assumptions = [
        Assumption("前株と後株", "同じ会社" if st.session_state.get("orders_together") else "別の会社"),
        Assumption("隣り合う組", "、".join(f"{one.municipality}と{one.partner}" for one in near.itertuples()) or "なし"),
        Assumption("重なりの下限", orders.MIN_OVERLAP_DAYS, "日"),
        Assumption("絞り込み後の契約", len(rows), "件", "結果のシートは絞り込み後、発注のシートはすべて"),
    ]  # fmt: skip

    def results() -> list[Result]:
        table = orders.amounts(rows)
        return [
            Result("結果_金額", table.reset_index(names="分野"), "単位：円。算出値"),
            Result(
                "結果_入札月",
                tender_table(rows).rename(columns="{}月".format).reset_index(names="発注者"),
                "単位：件",
            ),
            Result("結果_共通受注者", shared_table(orders.shared_companies(rows)), "算出値"),
            Result("結果_束ねる候補", candidates_table(found) if len(found) else pd.DataFrame(), "算出値"),
        ]

    controls.take_away(
        TITLE,
        (FORM,),
        brought.tables,
        results=results,
        assumptions=assumptions,
        key=TOOL,
        deck=lambda: deck(rows, found, assumptions, brought.is_example),
    )
    st.subheader("名前を伏せた写し")
    is_coarse = st.checkbox("金額を百万円、日付を月に丸める", value=True, key="orders_coarse")
    st.caption(
        "会社はA社、B社…、市区町村はA市、B町…、場所は地区1…、件名は契約1…に替えます（同じものは同じ名前）。部署・分野・業務は、市区町村や会社の名前だけを替えて残します（事務所などは出先1…）。"
        "丸めない金額や日付は、公表された入札結果と照らし合わせると会社が分かることがあります。"
    )
    st.download_button(
        "名前を伏せた Excel",
        data=lambda: export_bytes(
            f"{TITLE}（名前を伏せた写し）",
            (FORM,),
            {"orders": orders.anonymised(rows, is_coarse)},
            assumptions=assumptions[:1],
            made_on=date.today(),
        ),
        file_name=f"{TITLE}_名前を伏せた写し.xlsx",
        mime=mime.XLSX,
        icon=":material/visibility_off:",
        on_click="ignore",
        key="orders_anonymised",
    )


def deck(rows: pd.DataFrame, found: pd.DataFrame, assumptions: list[Assumption], is_example: bool) -> bytes:
    """The charts and tables of the page as slides."""
    source = "架空の例（実在の市町村の数値ではありません）" if is_example else OWN_DATA
    table = in_man(orders.amounts(rows))
    parts = table.drop(index="計", columns="計")
    months = tender_table(rows)
    shared_by = orders.shared_companies(rows)
    made = [
        Slide(
            f"{len(rows):,}件、{yen(rows['amount'].sum())}の発注を分野と業務で見ました",
            Chart("stacked", list(parts.index), {name: list(parts[name]) for name in parts}, "万円"),
            source=f"{source}｜算出値",
        ),
        Slide(
            "入札が集まる月です",
            Chart(
                "column",
                [f"{month}月" for month in months],
                {"件数": list(months.sum())},
                "件",
                with_values=True,
            ),
            ["入札日のない契約は開始日の月で数えています。"],
            f"{source}｜算出値",
        ),
    ]
    if len(shared_by):
        made.append(
            Slide(
                f"{len(shared_by):,}社が複数の部署・団体から受注しています",
                shared_table(shared_by),
                source=f"{source}｜算出値",
            )
        )
    if len(found):
        short = candidates_table(found)[
            ["点", "同じもの", "内容", "年度", "市区町村", "契約（件）", "契約金額（円）", "重なり（日）"]
        ]
        made.append(
            Slide(
                "束ねることを検討できる契約の組です",
                short.head(10),
                ["点は業務・受注者・期間・場所などの近さです。束ねるべきだという判断ではありません。"],
                f"{source}｜算出値",
            )
        )
    made.append(Slide("計算の前提", controls.listed(assumptions)))
    return powerpoint.deck_bytes(TITLE, made, made_on=date.today(), subtitle="維持管理業務の発注を並べて見る")
