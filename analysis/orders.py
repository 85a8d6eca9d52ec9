"""発注状況: contracts side by side across departments and municipalities, and which of them might go together.

`orders` is one row per contract, index 0…: title, municipality, lg_code, department, sector, work_type, place, contractor, method,
payment (texts, null where blank), tender_date, start, end (dates, null where blank), amount (yen, null where blank).
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, cast

import numpy as np
import pandas as pd

from japan import characters
from japan.cells import TYPED_DASHES, normal
from japan.tables import column_letter

BLANK = "未記入"
MONTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
WORK = ["sector", "work_type"]
MIN_OVERLAP_DAYS = 30
CHUNK = 1_000  # contracts compared at a time with all others of their block
SAME_WORK, SAME_TASK, SAME_CONTRACTOR = "同じ業務", "同じ作業（複数の分野）", "同じ受注者"
BODIES_POINTS = {1: 0, 2: 3, 3: 4}  # by municipalities; more than three as three
MOST_BODIES = 6  # a set around one municipality and its neighbours
FEW_CONTRACTS = (2, 4)  # bidders are most for bundles of two to four projects (INDOT, JTRP)


# --- company names ------------------------------------------------------------------------------------------------

COMPANY_FORMS = {
    "株式会社": "株",
    "(株)": "株",
    "有限会社": "有",
    "(有)": "有",
    "合同会社": "同",
    "(同)": "同",
    "合資会社": "資",
    "(資)": "資",
    "合名会社": "名",
    "(名)": "名",
    "一般社団法人": "一社",
    "(一社)": "一社",
    "一般財団法人": "一財",
    "(一財)": "一財",
    "公益社団法人": "公社",
    "(公社)": "公社",
    "公益財団法人": "公財",
    "(公財)": "公財",
    "協同組合": "協",
    "(協)": "協",
}
FORM = "|".join(map(re.escape, COMPANY_FORMS))
BRANCH = r"\S*(?:支店|支社|営業所|出張所|事業所|本店|本社)"


def company_keys(names: pd.Series, are_ends_apart: bool = True) -> pd.Series:
    """What names of one company have in common: width, blanks, ㈱ or (株) or 株式会社, a branch behind a blank do not count.

    are_ends_apart: 株式会社甲 and 甲株式会社 are two companies, which by law they can be. A name without any form (甲) is the
    company of that name when only one is there. Null for blanks. Joint ventures are companies of their own.
    """
    parts = {name: _company_parts(name) for name in names.dropna().unique()}
    formed: dict[str, set[str]] = {}
    for form, end, core in parts.values():
        if form:
            formed.setdefault(core, set()).add(f"{form}{end if are_ends_apart else ''}")
    keys = {}
    for name, (form, end, core) in parts.items():
        of_core = formed.get(core, set())
        if form:
            keys[name] = f"{form}{end if are_ends_apart else ''} {core}"
        else:
            keys[name] = f"{next(iter(of_core))} {core}" if len(of_core) == 1 else core
    return names.map(keys).where(names.notna(), None)


def _company_parts(name: str) -> tuple[str, str, str]:
    """(legal form, 前 or 後, name proper); ("", "", name) where no form is written."""
    plain = normal(name).strip().upper().translate(TYPED_DASHES)
    if found := re.match(rf"({FORM})\s*(.+?)(?:\s+{BRANCH})?$", plain):
        return COMPANY_FORMS[found[1]], "前", _core(found[2])
    if found := re.match(rf"(.+?)\s*({FORM})\s*(?:{BRANCH})?$", plain):
        return COMPANY_FORMS[found[2]], "後", _core(found[1])
    return "", "", _core(plain)


def _core(name: str) -> str:
    return characters.fold(name)


def with_companies(orders: pd.DataFrame, are_ends_apart: bool = True) -> pd.DataFrame:
    """Orders with `company`: the most frequent writing of each contractor's name, null where blank."""
    keys = company_keys(orders["contractor"], are_ends_apart)
    counts = orders.groupby([keys, orders["contractor"]], sort=False).size()
    keyed = counts.sort_values(kind="stable").index
    writing = dict(zip(keyed.get_level_values(0), keyed.get_level_values(1), strict=True))
    return orders.assign(company=keys.map(writing))


def doubtful_companies(orders: pd.DataFrame) -> pd.DataFrame:
    """Names that differ only in where 株式会社 stands, kept apart: name, other_name."""
    apart, together = (company_keys(orders["contractor"], are_apart) for are_apart in (True, False))
    named = pd.DataFrame({"name": orders["contractor"], "apart": apart, "together": together}).dropna()
    firsts = named.drop_duplicates("apart")
    several = firsts[firsts.duplicated("together", keep=False)].sort_values("together", kind="stable")
    groups = several.groupby("together", sort=False)["name"].agg(list)
    return pd.DataFrame([(one[0], other) for one in groups for other in one[1:]], columns=["name", "other_name"])  # fmt: skip


# --- what is ordered ----------------------------------------------------------------------------------------------


def labelled(values: pd.Series) -> pd.Series:
    """Texts with 未記入 for blanks, so that every total holds all contracts."""
    return values.fillna(BLANK)


def amounts(orders: pd.DataFrame, rows: str = "sector", columns: str = "work_type") -> pd.DataFrame:
    """Yen by two columns of orders, with a row and a column 計; contracts without an amount count as 0."""
    table = pd.crosstab(
        labelled(orders[rows]), labelled(orders[columns]), values=orders["amount"].fillna(0), aggfunc="sum"
    ).fillna(0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    table = table[table.sum().sort_values(ascending=False, kind="stable").index]
    table["計"] = table.sum(axis=1)
    table.loc["計"] = table.sum()
    return table.rename_axis(index=None, columns=None)


def summary(orders: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One row per value of `by`, most yen first: the columns, contracts (number), amount (yen; null where
    of no contract it is known), without_amount (number)."""
    keys = [labelled(orders[name]) for name in by]
    table = orders.groupby(keys, sort=False).agg(
        contracts=("amount", "size"), amount=("amount", "sum"), with_amount=("amount", "count")
    )
    table["amount"] = table["amount"].where(table["with_amount"] > 0)
    table["without_amount"] = table["contracts"] - table.pop("with_amount")
    return table.sort_values("amount", ascending=False, kind="stable").reset_index()


def tender_months(orders: pd.DataFrame, by: str = "municipality") -> pd.DataFrame:
    """Contracts by `by` (rows) and month (columns 4…3) of the tender, or of the start where no tender date is given.

    Contracts with neither are not in it.
    """
    month = orders["tender_date"].fillna(orders["start"]).dt.month
    known = month.notna()
    names = labelled(orders.loc[known, by])
    counts = pd.crosstab(names, month[known].astype(int)).reindex(
        index=names.unique(), columns=MONTHS, fill_value=0
    )
    return counts.rename_axis(index=None, columns=None)


def clients(orders: pd.DataFrame) -> pd.Series:
    """Who ordered: 「甲市 道路課」."""
    return labelled(orders["municipality"]) + (" " + orders["department"]).fillna("")


def shared_companies(orders: pd.DataFrame, by: pd.Series | None = None) -> pd.DataFrame:
    """Companies with more than one client, most clients first: company, clients (number), contracts, amount (yen;
    null where of no contract it is known).

    by: the client of each order; municipality and department when not given. orders with `company`.
    """
    client = clients(orders) if by is None else by
    table = (
        orders.assign(client=client)
        .groupby("company", sort=False)
        .agg(
            clients=("client", "nunique"),
            contracts=("client", "size"),
            amount=("amount", "sum"),
            with_amount=("amount", "count"),
        )
    )
    table["amount"] = table["amount"].where(table.pop("with_amount") > 0)
    shared = table[table["clients"] > 1]
    return shared.sort_values(["clients", "contracts", "amount"], ascending=False, kind="stable").reset_index()  # fmt: skip


def company_matrix(orders: pd.DataFrame, companies: Iterable[str], by: pd.Series | None = None) -> pd.DataFrame:  # fmt: skip
    """Contracts by company (rows, in the order given) and client (columns, as they come); clients of none of them are left out."""
    companies = list(companies)
    client = clients(orders) if by is None else by
    is_wanted = orders["company"].isin(companies)
    counts = pd.crosstab(orders.loc[is_wanted, "company"], client[is_wanted])
    counts = counts.reindex(index=companies, columns=client[is_wanted].unique(), fill_value=0)
    return counts.rename_axis(index=None, columns=None)


# --- which might go together --------------------------------------------------------------------------------------


def candidates(orders: pd.DataFrame, neighbours: pd.DataFrame, limit: int = 100) -> pd.DataFrame:
    """Sets of contracts that might be ordered together, the most points first.

    orders with `company`; neighbours: municipality, partner (as named in orders), one row per pair in any direction.

    A set is of one municipality, of two neighbouring ones, or of one and two to five of its neighbours, begins in one fiscal year, and
    is of the same work (sector and work type), of the same work type in several sectors, or of one company's different works. In it
    every contract overlaps another one (of another municipality, where there are several) by at least MIN_OVERLAP_DAYS. Points, each
    with its sentence in `reasons`: see `_reasons`. Sets of the same contracts are given once. A set of several municipalities or sectors has more than an equal one within one.

    Columns: points, kind (SAME_WORK, SAME_TASK or SAME_CONTRACTOR), what, fiscal_year, municipalities, bodies (number of these), clients
    (municipalities and departments), n_clients, sectors (number), contracts (number), amount (yen), with_amount (contracts that have
    one), overlap_days (median over the contracts of the longest overlap), companies (number), reasons, members (list of index).
    """
    usable = orders.dropna(subset=["municipality", "start", "end"])
    usable = usable[usable["end"] >= usable["start"]]
    fiscal_year = (usable["start"] - pd.DateOffset(months=3)).dt.year
    work = (usable["sector"] + "・" + usable["work_type"]).where(usable[WORK].notna().all(axis=1))
    about = usable.assign(fiscal_year=fiscal_year, work=work, client=clients(usable))
    near = _near(neighbours)
    members = pd.concat(
        [
            _members(about, key, kind, near)
            for key, kind in (("work", SAME_WORK), ("work_type", SAME_TASK), ("company", SAME_CONTRACTOR))
        ],
        ignore_index=True,
    )
    if members.empty:
        return pd.DataFrame(columns=COLUMNS)
    sets = _described(members, about)
    is_kind = {
        SAME_WORK: sets["works"] > 0,
        SAME_TASK: sets["sectors"] > 1,
        SAME_CONTRACTOR: sets["works"] > 1,
    }
    sets = sets[sum((is_kind[kind] & (sets["kind"] == kind) for kind in is_kind), start=sets["works"] < 0)]
    if sets.empty:
        return pd.DataFrame(columns=COLUMNS)
    judged = [_reasons(one) for one in sets.itertuples()]
    sets = sets.assign(points=[points for points, _ in judged], reasons=[words for _, words in judged])
    orders_of = members[members["set"].isin(sets.index)].groupby("set")["order"].agg(list)
    best = sets.assign(members=orders_of).sort_values(["points", "amount"], ascending=False, kind="stable")
    best = best[~best["members"].map(lambda own: tuple(sorted(own))).duplicated()].head(limit)
    names = best["members"].map(lambda own: "、".join(sorted(set(about.loc[own, "client"]))))
    return best.assign(clients=names).reset_index(drop=True)[COLUMNS]


COLUMNS = [
    "points", "kind", "what", "fiscal_year", "municipalities", "bodies", "clients", "n_clients", "sectors", "contracts", "amount", "with_amount",
    "overlap_days", "companies", "reasons", "members",
]  # fmt: skip


def _near(neighbours: pd.DataFrame) -> dict[str, set[str]]:
    """The neighbours of each municipality."""
    near: dict[str, set[str]] = {}
    for one, other in neighbours[["municipality", "partner"]].itertuples(index=False):
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    return near


def _members(about: pd.DataFrame, key: str, kind: str, near: dict[str, set[str]]) -> pd.DataFrame:
    """The contracts of each set: set, kind, what, fiscal_year, municipalities, order (index of orders), days of longest overlap."""
    known = about[about[key].notna()]
    start = known["start"].to_numpy().astype("datetime64[D]").astype(np.int32)
    end = known["end"].to_numpy().astype("datetime64[D]").astype(np.int32)
    order = known.index.to_numpy()
    found = []
    blocks: dict[tuple[str, int], dict[str, np.ndarray]] = {}
    rank = {name: at for at, name in enumerate(about["municipality"].unique())}
    together = known.groupby([key, "fiscal_year", "municipality"], sort=True).indices
    for (what, year, municipality), at in cast(dict[tuple[str, int, str], np.ndarray], together).items():
        blocks.setdefault((what, year), {})[municipality] = at
    for (what, year), places in blocks.items():
        for one, own in places.items():
            if len(own) > 1:
                days = _longest(start[own], end[own], start[own], end[own], is_same=True)
                found.append((what, year, one, own, days))
            for other in sorted(near.get(one, ()), key=lambda name: rank.get(name, -1)):
                if other in places and rank[one] < rank[other]:
                    others = places[other]
                    both = np.concatenate([own, others])
                    days = np.concatenate(
                        [
                            _longest(start[own], end[own], start[others], end[others]),
                            _longest(start[others], end[others], start[own], end[own]),
                        ]
                    )
                    found.append((what, year, f"{one}・{other}", both, days))
            found += _around(one, places, near, rank, (start, end), (what, year))
    rows = [
        (f"{kind}|{what}|{year}|{where}", kind, what, year, where, at[days >= MIN_OVERLAP_DAYS], days[days >= MIN_OVERLAP_DAYS])
        for what, year, where, at, days in {one[:3]: one for one in found}.values()
        if (days >= MIN_OVERLAP_DAYS).sum() > 1
    ]  # fmt: skip
    table = pd.DataFrame(
        rows, columns=["set", "kind", "what", "fiscal_year", "municipalities", "order", "days"]
    )
    table = table.explode(["order", "days"], ignore_index=True)
    return table.assign(order=order[table["order"].to_numpy(dtype=int)], days=table["days"].astype("int64"))


def _around(
    one: str,
    places: dict[str, np.ndarray],
    near: dict[str, set[str]],
    rank: dict[str, int],
    days_of: tuple[np.ndarray, np.ndarray],
    block: tuple[str, int],
) -> list[tuple[str, int, str, np.ndarray, np.ndarray]]:
    """The set of a municipality and its neighbours, where at least three have a contract that overlaps one of another; else nothing.

    places: municipality → positions of its contracts; days_of: first and last days by position; block: what and fiscal_year. Those
    whose contracts overlap nobody's are left out; beyond MOST_BODIES there is no set.
    """
    start, end = days_of
    together = sorted({one, *(near.get(one, set()) & set(places))}, key=lambda name: rank[name])
    if not 2 < len(together) <= MOST_BODIES:
        return []
    days = {}
    for name in together:
        own, others = places[name], np.concatenate([places[other] for other in together if other != name])
        days[name] = _longest(start[own], end[own], start[others], end[others])
    joined = [name for name in together if (days[name] >= MIN_OVERLAP_DAYS).any()]
    if len(joined) < 3:
        return []
    at = np.concatenate([places[name] for name in joined])
    return [(*block, "・".join(joined), at, np.concatenate([days[name] for name in joined]))]


def _longest(start: np.ndarray, end: np.ndarray, others_start: np.ndarray, others_end: np.ndarray, is_same: bool = False) -> np.ndarray:  # fmt: skip
    """For each contract the days of its longest overlap with another one; is_same: both are one list, not compared with itself."""
    longest = np.zeros(len(start), dtype=np.int32)
    for first in range(0, len(start), CHUNK):
        rows = slice(first, first + CHUNK)
        days = np.minimum(end[rows, None], others_end) - np.maximum(start[rows, None], others_start) + 1
        if is_same:
            size = len(days)
            days[np.arange(size), first + np.arange(size)] = 0
        longest[rows] = days.max(axis=1)
    return longest


def _described(members: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """One row per set, index its name: what it is of, how many, how much, and what its contracts have in common."""
    facts = ["municipality", "sector", "amount", "company", "client", "work", "method", "payment"]
    each = members.join(about[facts], on="order")
    grouped = each.groupby("set", sort=False)
    sets = grouped.agg(
        kind=("kind", "first"),
        what=("what", "first"),
        fiscal_year=("fiscal_year", "first"),
        municipalities=("municipalities", "first"),
        contracts=("order", "size"),
        amount=("amount", "sum"),
        overlap_days=("days", "median"),
        companies=("company", "nunique"),
        with_amount=("amount", "count"),
        bodies=("municipality", "nunique"),
        sectors=("sector", "nunique"),
        n_clients=("client", "nunique"),
        works=("work", "nunique"),
        methods=("method", "nunique"),
        payments=("payment", "nunique"),
        with_method=("method", "count"),
        with_payment=("payment", "count"),
    )
    clients_of = each.groupby(["set", "company"], sort=False)["client"].nunique()
    shared = clients_of[clients_of > 1].groupby("set").size()
    sets["amount"] = sets["amount"].where(sets["with_amount"] > 0)
    return sets.assign(shared=shared.reindex(sets.index, fill_value=0))


def _reasons(one: Any) -> tuple[int, str]:
    """Points of a set and the sentences that give them."""
    same_terms = (one.methods, one.payments, one.with_method, one.with_payment) == (1, 1, one.contracts, one.contracts)  # fmt: skip
    reasons = [
        (3, f"{one.kind}（{one.what}）"),
        (BODIES_POINTS.get(one.bodies, max(BODIES_POINTS.values())), f"{one.bodies}つの市区町村にまたがる"),
        (2 if one.sectors > 1 else 0, f"{one.sectors}つの分野にまたがる"),
        (2 if one.kind != SAME_CONTRACTOR and one.shared else 0, f"{one.shared}社が複数の部署・団体から受注"),
        (1 if one.n_clients > 1 else 0, f"{one.n_clients}つの部署・団体が別々に発注"),
        (
            2 if one.overlap_days >= 180 else 1 if one.overlap_days >= 90 else 0,
            f"期間が約{one.overlap_days / 30.4:.0f}か月重なる",
        ),
        (
            1 if FEW_CONTRACTS[0] <= one.contracts <= FEW_CONTRACTS[1] else 0,
            f"{one.contracts}件と束ねやすい数",
        ),
        (1 if same_terms else 0, "契約方法と支払いが同じ"),
    ]
    return sum(points for points, _ in reasons), "、".join(f"{reason}（＋{points}）" for points, reason in reasons if points)  # fmt: skip


# --- a copy to show to others -------------------------------------------------------------------------------------


OFFICE = re.compile("事務所|支所|出張所|センター|事業所|営業所|支局|分室")
AREA = re.compile(r"^(?:北海道|東京都|京都府|大阪府|\S{2,3}県)?(?:\S{1,4}郡(?=\S+[町村]$))?(?=\S{2})")


def anonymised(orders: pd.DataFrame, is_coarse: bool = False) -> pd.DataFrame:
    """Orders without names: A社 …, A市 …, 地区1 …, 契約1 …, each name in the order of its first appearance; the same stays the same.

    orders with `company`, which is left out. Sectors, terms, and departments stay, without the names of municipalities and companies
    that may stand in them; offices (土木事務所, 支所 …), often named after where they are, become 出先1 …. is_coarse: amounts in
    full millions of yen, dates as whole months; otherwise published tender results could be recognised by them.
    """
    places = _new_names(
        orders["municipality"],
        lambda at, name: column_letter(at) + (name[-1] if name[-1] in "都道府県市区町村" else "団体"),
    )
    companies = _new_names(orders["company"], lambda at, _: f"{column_letter(at)}社")
    is_office = orders["department"].str.contains(OFFICE, na=False)
    offices = _new_names(orders["department"].where(is_office), lambda at, _: f"出先{at + 1}")
    telling = _telling(places, companies)
    words = {name: _without(orders[name], telling) for name in (*WORK, "method", "payment", "department")}
    renamed = orders["department"].map(offices).astype("object")
    words["department"] = words["department"].mask(is_office, renamed)
    copy = orders.drop(columns="company").assign(
        **words,
        title=[f"契約{number}" for number in range(1, len(orders) + 1)],
        municipality=orders["municipality"].map(places),
        lg_code=pd.Series([None] * len(orders), index=orders.index, dtype="str"),
        place=orders["place"].map(_new_names(orders["place"], lambda at, _: f"地区{at + 1}")),
        contractor=orders["company"].map(companies),
    )
    if is_coarse:
        copy["amount"] = (copy["amount"] / 1_000_000).round() * 1_000_000
        copy["end"] = copy["end"] + pd.offsets.MonthEnd(0)
        for name in ("tender_date", "start"):
            copy[name] = copy[name].dt.to_period("M").dt.start_time
    return copy


def _new_names(names: pd.Series, rename: Callable[[int, str], str]) -> dict[str, str]:
    return {name: rename(at, name) for at, name in enumerate(names.dropna().unique())}


def _telling(places: dict[str, str], companies: dict[str, str]) -> dict[str, str]:
    """What gives a municipality or a company away in other texts → what stands there instead, the longest first."""
    telling: dict[str, str] = {}
    for name, new in places.items():
        bare = AREA.sub("", name)
        telling |= {name: new, bare: new}
        if len(bare) > 2 and bare[-1] in "市区町村":
            telling[bare[:-1]] = new
    for name, new in companies.items():
        core = _company_parts(name)[2]
        telling |= {name: new} | ({core: new} if len(core) > 1 else {})
    return dict(sorted(telling.items(), key=lambda item: -len(item[0])))


def _without(texts: pd.Series, telling: dict[str, str]) -> pd.Series:
    new = {}
    for text in texts.dropna().unique():
        new[text] = text
        for name, other in telling.items():
            new[text] = new[text].replace(name, other)
    return texts.map(new)
