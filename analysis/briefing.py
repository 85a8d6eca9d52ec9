"""The one sentence of each slide of a briefing, made by rules from its numbers; a sentence names no cause.

Shares are 0–1, money is in yen. A function returns None where there is nothing to say, and then there is no slide.
"""

from collections.abc import Sequence

import pandas as pd

from analysis import chances, rounding
from analysis.sentences import written

HUNDRED_MILLION = 1e8
TEN_THOUSAND = 1e4
UPPER_SHARE = 0.1  # of all municipalities: the upper tenth
MUTUAL_RANK = 3  # how high two candidates must stand for each other


def kinds_ja(types: Sequence[str]) -> str:
    """「市町」, 「市町村」, 「市区町村」: what municipalities of these types are called together."""
    names = {"designated_city": "市", "city": "市", "special_ward": "区", "town": "町", "village": "村"}
    found = {names[one] for one in types}
    return "".join(name for name in "市区町村" if name in found)


def size(who: str, population: float, staff: float, bridges: float | None) -> str:
    """Who serves how many residents with how many staff, and manages how many bridges (null where unknown)."""
    begin = f"{who}は、人口{written(population, '人', 0)}を一般行政部門の職員{written(staff, '人', 0)}で支え"
    if pd.isna(bridges):
        return f"{begin}ています。管理する橋の数はデータがありません。"
    return f"{begin}、橋{written(bridges, '橋', 0)}を管理しています。"


def staff_decline(department_percent: float, total_percent: float, scope: str) -> str:
    """Change since 1996 in percent, as printed (about). scope: which staff both count."""
    return (
        f"市区町村の土木部門の職員は、1996年から約{-department_percent:.0f}%減りました"
        f"（総職員は約{-total_percent:.0f}%減。どちらも{scope}）。"
    )


def technical_classes(without: float, five_or_fewer: float, scope: str) -> str:
    """Municipalities without technical staff, and with five or fewer. scope: which staff is counted."""
    return f"市区町村の{without:.0%}には{scope}に技術系職員がいません。約{five_or_fewer:.0%}では5人以下です。"


def engineers(who: str, counts: pd.Series, members: int) -> str | None:
    """Counted civil engineers. counts: by name of municipality, null where unknown; members: of how many municipalities."""
    known = counts.dropna()
    if known.empty:
        return None
    if members == 1:
        return f"{who}の土木技師は{written(known.iloc[0], '人', 0)}です。"
    scope = "" if len(known) == members else f"、値のある{len(known)}団体で"
    begin = f"{who}の土木技師は{scope}計{written(known.sum(), '人', 0)}です"
    if known.nunique() == 1:
        return f"{begin}（どの団体も{written(known.iloc[0], '人', 0)}）。"
    return f"{begin}。最も多い{_named(known, known.max())}から、最も少ない{_named(known, known.min())}まで開きがあります。"


def engineers_estimated(who: str, estimates: pd.DataFrame, kinds: str) -> str | None:
    """Estimated technical staff. estimates: by name, zero_probability, median, low, high (80 % interval); null where not estimated."""
    known = estimates["zero_probability"].dropna()
    if known.empty:
        return None
    if len(estimates) == 1:
        own = estimates.iloc[0]
        words = chances.staff(own["zero_probability"], own["median"], own["low"], own["high"])
        nobody = f"で、0人である確率は{chances.percent(known.iloc[0])}" if own["median"] > 0 else ""
        return f"{who}の技術系職員は、推計では{words}{nobody}です。"
    return (
        f"{who}の推計のある{len(known):,}{kinds}のうち、技術系職員がいないのは{expected(known)}と見込まれます"
        "（推計、0人である確率の合計）。"
    )


def expected(probabilities: pd.Series) -> str:
    """How many are expected, from the probability of each: 「約12団体」, 「1団体未満」."""
    total = probabilities.sum()
    return "1団体未満" if total < 0.95 else f"約{total:,.0f}団体"


def upper_half(label: str, values: pd.Series, unit: str, digits: int) -> str:
    """What half of all and the upper tenth of all have at least."""
    known = values.dropna()
    half, tenth = (written(float(known.quantile(share)), unit, digits) for share in (0.5, 1 - UPPER_SHARE))
    return f"{label}は、半数の市区町村で{half}以上、上位1割では{tenth}以上です。"


def largest_member(staff: pd.Series) -> str:
    """The staff of a group together, and who has most of it. staff: by name."""
    return (
        f"{len(staff)}団体の一般行政部門の職員は計{written(staff.sum(), '人', 0)}で、"
        f"最も多い{_names(staff, staff.max())}は{written(staff.max(), '人', 0)}です。"
    )


def against(subject: str, value: float, other: float, other_ja: str, unit: str, digits: int) -> str:
    """A value beside another one: above, below or, as written, the same."""
    own, beside = written(value, unit, digits), written(other, unit, digits)
    begin = f"{subject}は{own}で、{other_ja}の{beside}"
    if own == beside:
        return f"{begin}と同じです。"
    return f"{begin}を{'上' if value > other else '下'}回ります。"


def place_among(subject: str, value: float, others: pd.Series, among_ja: str, unit: str, digits: int) -> str:
    """Where a value stands among others, of which it is one, as all are printed; null values do not count."""
    known, own = rounding.printed(others.dropna(), unit, digits), rounding.printed(value, unit, digits)
    above, ties = int((known > own).sum()), int((known == own).sum()) - 1
    tied = f"（同じ値がほかに{ties}）" if ties else ""
    place = f"{among_ja}{len(known):,}団体のうち多い方から{above + 1:,}番目です{tied}。"
    return f"{subject}は{written(value, unit, digits)}で、{place}"


def highest(where: str, label: str, values: pd.Series, unit: str, digits: int) -> str | None:
    """Where a value is highest and lowest. values: by name, null where unknown."""
    known = values.dropna()
    if known.empty:
        return None
    top, bottom = _fine(known.max(), unit, digits), _fine(known.min(), unit, digits)
    if len(known) == 1 or known.nunique() == 1:
        return f"{label}は、{known.index[0] if len(known) == 1 else where + 'のどの団体も'}{top}です。"
    names = _names(known, known.max())
    return f"{where}で{label}が最も多いのは{names}の{top}、最も少ないのは{_names(known, known.min())}の{bottom}です。"


def action_needed(who: str, bridges: float, needing: float, nation_share: float) -> str | None:
    """Bridges rated Ⅲ or Ⅳ among all it manages, and the share in the nation."""
    if pd.isna(bridges) or pd.isna(needing):
        return None
    if bridges == 0:
        return f"{who}は、橋を管理していません。"
    begin = f"{who}が管理する{bridges:,.0f}橋のうち{needing:,.0f}橋（{needing / bridges:.1%}）が、判定区分Ⅲ・Ⅳです"
    return f"{begin}（全国の市区町村{nation_share:.1%}）。"


def action_needed_nation(bridges: float, needing: float) -> str:
    """Bridges of all road managers rated Ⅲ or Ⅳ."""
    return f"全国の道路橋{bridges:,.0f}橋のうち{needing:,.0f}橋（{needing / bridges:.1%}）に、早期または緊急の措置が必要です。"


def fifty_years(facility: str, shares: pd.Series) -> str:
    """Share of structures 50 years or older. shares: by year."""
    first, last = shares.index.min(), shares.index.max()
    return f"建設後50年以上の{facility}は、全国で{first}年の{shares[first]:.0%}から{last}年には{shares[last]:.0%}になります。"


def money(whose: str, yen: pd.Series) -> str | None:
    """Public works expenditure. yen: by fiscal year."""
    known = yen.dropna()
    if len(known) < 2 or known.iloc[0] <= 0:
        return None
    first, last = known.index.min(), known.index.max()
    change = known[last] / known[first] - 1
    amount = _yen(known[last])
    begin = f"{whose}の土木費は、{last}年度に{amount}で、{first}年度"
    if f"{abs(change):.0%}" == "0%":
        return f"{begin}とほぼ同じです。"
    return f"{begin}より{abs(change):.0%}{'多い' if change > 0 else '少ない'}額です。"


def population(whose: str, people: pd.Series) -> str | None:
    """Projected population. people: by calendar year, the first is the census it starts from."""
    known = people.dropna()
    if len(known) < 2 or known.iloc[0] <= 0:
        return None
    first, last = known.index.min(), known.index.max()
    share = known[last] / known[first]
    return (
        f"{whose}の人口は、{last}年に{_people(known[last])}、{first}年の{share:.0%}になると推計されています。"
    )


def both_heavy(region: str, of: int, heavy: int, heaviest: int, kinds: str) -> str:
    """How many municipalities of a region are above both of its medians, and how many are 特に重い. of: those with both values."""
    begin = f"担い手の負担と修繕が必要な橋の割合が、どちらも重い（{region}の中央値を超える）のは、{of:,}{kinds}のうち{heavy:,}団体です。"
    return begin + (f"うち{heaviest:,}団体は特に重い（上位1割）場所です。" if heaviest else "")


def both_heavy_of(who: str, region: str, is_heavy: pd.Series, is_heaviest: pd.Series) -> str:
    """Whether a municipality, or how many of a group, are among them. is_heavy, is_heaviest: by name, of those with both values."""
    lead = f"担い手の負担と修繕が必要な橋の割合を{region}の中央値と比べると、"
    if len(is_heavy) == 1:
        if not is_heavy.iloc[0]:
            return f"{lead}{who}はどちらも重い場所ではありません。"
        return f"{lead}{who}はどちらも重い場所です{'（特に重い上位1割）' if is_heaviest.iloc[0] else ''}。"
    names = f"（{'・'.join(is_heavy.index[is_heavy])}）" if is_heavy.any() else ""
    return f"{lead}{who}の{len(is_heavy)}団体のうち、どちらも重いのは{is_heavy.sum()}団体です{names}。"


def partners(who: str, first: str, apart_ja: str) -> str:
    """The first of a municipality's candidates. apart_ja: as `ways.in_words` writes it."""
    return f"公開データからみた{who}の連携候補の1番目は、{first}です（役所間は{apart_ja}）。"


def mutual_partners(where: str, pairs: int) -> str:
    """How many pairs stand high for each other."""
    if pairs == 0:
        return f"互いに{MUTUAL_RANK}番目までの連携候補になる組は、{where}にはありません。"
    return (
        f"公開データからみて、互いに{MUTUAL_RANK}番目までの連携候補になる組が、{where}に{pairs:,}組あります。"
    )


def cases_of(where: str, count: int) -> str | None:
    """Cases in which bodies of a place take part."""
    return None if count == 0 else f"{where}の団体が加わる群マネ・共同実施の事例は{count}件あります。"


def cases_near(who: str, name: str) -> str:
    """The case likest one's own place."""
    return f"規模・種類・分野・距離からみて{who}に最も近い事例は、「{name}」です。"


def cases_nation(models: int, every: int) -> str:
    """Model areas among all cases held."""
    return f"群マネモデル地域{models}件を含む{every}件の事例から、近いものを探せます。"


def history(years: pd.Series) -> str:
    """How many national events since when."""
    return f"{years.min()}年度から{years.max()}年度までの国の動きには、事故・法令・点検・提言など{len(years)}の節目があります。"


def next_steps(first_step: str, desk: str | None) -> str:
    """What comes first, and whom to ask."""
    ask = "" if desk is None else f"相談先は{desk}です。"
    return f"次の一歩は「{first_step}」です。{ask}"


def _fine(value: float, unit: str, digits: int) -> str:
    """A small value with one decimal more, so that it does not read as none."""
    return written(value, unit, digits + 1 if 0 < value < 10 and value % 1 else digits)


def _people(count: float) -> str:
    if count >= HUNDRED_MILLION:
        return f"{count // HUNDRED_MILLION:.0f}億{count % HUNDRED_MILLION / TEN_THOUSAND:,.0f}万人"
    return f"{count / TEN_THOUSAND:,.1f}万人" if count >= 10 * TEN_THOUSAND else f"{count:,.0f}人"


def _yen(amount: float) -> str:
    if amount >= TEN_THOUSAND * HUNDRED_MILLION:
        return f"{amount / TEN_THOUSAND / HUNDRED_MILLION:,.2f}兆円"
    return f"{amount / HUNDRED_MILLION:,.{0 if amount >= 10 * HUNDRED_MILLION else 1}f}億円"


def _names(values: pd.Series, value: float) -> str:
    """The place with a value; the first of several, and how many they are."""
    names = values.index[values == value]
    return names[0] if len(names) == 1 else f"{names[0]}など{len(names)}団体"


def _named(values: pd.Series, value: float) -> str:
    """「周南市の80人」"""
    return f"{_names(values, value)}の{written(value, '人', 0)}"
