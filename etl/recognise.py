"""Which publication is this file? Told by reading it with every reader whose kind of file it is."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from etl import snapshot, source
from etl.problems import BadInput, NothingToRead, Unanswered
from etl.read.mic_staffing_survey.model import SCOPES
from etl.sheets import read_workbook
from etl.source import Edition, Source
from japan import calendar

CODES = Path(__file__).parents[1] / "data" / "snapshot" / "mic_lg_codes.parquet"


@dataclass(frozen=True)
class Recognised:
    """A file and the publication it is: the edition, how many rows, which municipalities it names, what the reader noticed."""

    file_name: str
    source_id: str
    title_ja: str
    edition: str
    as_of: str
    is_edition_certain: bool
    editions: list[str]
    stored_as: str
    rows: int
    municipalities: int
    unknown_codes: list[str]
    recognised_ja: list[str]


def recognise(
    path: Path,
    source_id: str | None = None,
    edition: str | None = None,
    scope: str | None = None,
    as_of: date | None = None,
) -> tuple[Recognised, pd.DataFrame]:
    """The publication a file is, and its tidy table.

    source_id, edition, scope, as_of: what the user says it is, when that was asked; as_of: of files that hold their own dates.
    Raises BadInput when no reader takes it, or several do; Unanswered when it is taken once scope or date are known.
    """
    declared = (
        [source.load(source_id)] if source_id else [one for one in source.load_all() if not one.reference]
    )
    candidates = [one for one in declared if path.suffix.lower() in _suffixes(one)]
    named = [one for one in candidates if any(source.is_named(item, path) for item in one.editions)]
    taken, refusals, questions = {}, {}, []
    for one in named or candidates:
        found, is_certain = edition_of(one, path, edition)
        chosen = replace(found, scope=scope, as_of=as_of if one.imported else found.as_of)
        try:
            taken[one.source_id] = (one, chosen, is_certain, source.read(path, chosen))
        except NothingToRead:
            raise
        except Unanswered as question:
            questions.append(question)
        except BadInput as refusal:
            refusals[one.source_id] = str(refusal)
    if questions and not taken:
        raise questions[0]
    if not taken:
        raise BadInput(_refusal(path, named or candidates, refusals))
    if len(taken) > 1:
        titles = "、".join(f"「{one.title_ja}」" for one, *_ in taken.values())
        raise BadInput(f"{path.name}：{titles}のどれとしても読めます。どの資料かを選んでください。")
    ((one, chosen, is_certain, table),) = taken.values()
    return _described(path, one, chosen, is_certain, table), table


def _suffixes(declared: Source) -> set[str]:
    suffixes = {Path(name).suffix.lower() for edition in declared.editions for name in edition.files}
    return suffixes | ({".xls", ".xlsx"} if suffixes & {".xls", ".xlsx"} else set())


def edition_of(declared: Source, path: Path, wanted: str | None = None) -> tuple[Edition, bool]:
    """The edition of a file, and whether that is certain: as the user says, by its name and title, else the newest.

    An imported file holds its own dates, so its one layout is certain. Raises BadInput for an edition that is not declared.
    """
    by_label = {item.edition: item for item in declared.editions}
    if wanted is not None:
        if wanted not in by_label:
            raise BadInput(
                f"{declared.source_id}：{wanted} という版はありません。使える版：{'、'.join(by_label)}"
            )
        return by_label[wanted], True
    if declared.imported:
        return declared.newest, True
    title = _title(path)
    named = [item for item in declared.editions if source.is_named(item, path)]
    titled = [item for item in named or declared.editions if _is_titled(item, title)]
    if len(titled) == 1:
        return titled[0], True
    return (titled or named or [declared.newest])[0], len(named) == 1 and not calendar.fiscal_years_in(title)


def _is_titled(edition: Edition, title: str) -> bool:
    """Whether a title speaks of the edition's fiscal year, or of its day."""
    years = [str(year) for year in calendar.fiscal_years_in(title)]
    return edition.edition in years or edition.as_of in calendar.days_in(title)


def _title(path: Path) -> str:
    """What a workbook's sheets are called and say in their first rows; "" where there is no such thing."""
    if path.suffix.lower() not in (".xls", ".xlsx"):
        return ""
    try:
        sheets = read_workbook(path)
    except BadInput:
        return ""
    cells = [cell for grid in sheets.values() for row in grid.rows[:4] for cell in row]
    return " ".join(map(str, [*sheets, *cells]))


def _described(
    path: Path, declared: Source, edition: Edition, is_certain: bool, table: pd.DataFrame
) -> Recognised:
    known = set(snapshot.part(CODES, pd.read_parquet)["lg_code"])
    codes = set(table["lg_code"].dropna()) if "lg_code" in table else set()
    label = "・".join(sorted(set(table["edition"])))
    as_of = table["as_of"].dropna() if "as_of" in table else pd.Series(dtype=object)
    return Recognised(
        file_name=path.name,
        source_id=declared.source_id,
        title_ja=declared.title_ja,
        edition=label,
        as_of=str(as_of.max() if len(as_of) else edition.as_of)[:10],
        is_edition_certain=is_certain,
        editions=[item.edition for item in declared.editions],
        stored_as=_stored_as(edition, path, folder=label if declared.imported else ""),
        rows=len(table),
        municipalities=len(codes & known),
        unknown_codes=sorted(codes - known),
        recognised_ja=list(table.attrs.get("recognised", [])),
    )


def _stored_as(edition: Edition, path: Path, folder: str) -> str:
    """Where below the raw folder the file is found as this edition: the first of its names of the same kind.

    folder: keeps files of one name apart that are of different years.
    """
    alike = [name for name in edition.files if Path(name).suffix.lower() == path.suffix.lower()]
    pattern = Path((alike or edition.files)[0])
    name = _with_answer(path, edition) if pattern.stem == "*" else pattern.name.replace("*", "")
    return (pattern.parent / folder / name).as_posix()


def _with_answer(path: Path, edition: Edition) -> str:
    """A file's name, with the date and the scope the reader chose: in the name the next build finds them again."""
    day = edition.as_of
    dated = f"（{day.year}年{day.month}月{day.day}日現在）" if day else ""
    scope = f"（{SCOPES[edition.scope]}）" if edition.scope else ""
    stem = path.stem if dated in path.stem else f"{path.stem.removesuffix(scope)}{dated}"
    return f"{stem.removesuffix(scope)}{scope}{path.suffix}"


def _refusal(path: Path, candidates: list[Source], refusals: dict[str, str]) -> str:
    if not candidates:
        return f"{path.name}：この種類のファイル（{path.suffix or '拡張子なし'}）の資料はありません。"
    if len(set(refusals.values())) == 1:  # one reader, or a file that is damaged for all of them
        return next(iter(refusals.values()))
    titles = "、".join(f"「{one.title_ja}」" for one in candidates)
    return f"{path.name}：どの資料か分かりませんでした。試した資料：{titles}。資料を選ぶと、合わない箇所を示します。"
