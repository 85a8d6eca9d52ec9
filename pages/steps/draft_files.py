"""The draft of the policy as Word and as PowerPoint."""

import pandas as pd

from dashboard import queries
from dashboard.exports import documents, powerpoint
from dashboard.exports.documents import Figure, Grid, Heading, Text
from dashboard.exports.slide_model import Chart, Slide
from dashboard.shared import place_facts, text
from japan import calendar
from pages.effects import cases_in_words, cost_chart, held_note
from pages.steps.draft_parts import (
    DRAFT,
    Draft,
    Sourced,
    handbook_source,
    member_charts,
    members_table,
    progress_chart,
    progress_table,
)
from pages.steps.suggested import MARK

LAST = "出典は最後のページ"


def document(draft: Draft) -> bytes:
    """The draft as Word: items and answers, published facts as tables, effects, progress, sources."""
    today = text.japanese_date(calendar.today())
    blocks: list[documents.Block] = [Text(f"【{DRAFT}】{today} 作成。決定したものではありません。")]
    if draft.is_example:
        blocks.append(Text("架空の例を含みます。", is_small=True))
    if draft.places:
        blocks.append(Text(f"対象の市区町村：{draft.places}"))
    has_effect = draft.plan is not None or draft.estimate is not None
    said = {
        item: answer
        for item, answer in draft.answers.items()
        if answer or (item == "期待する効果" and has_effect)
    }
    for number, (item, answer) in enumerate(said.items(), start=1):
        blocks += [Heading(f"{number}　{item}", 2), Text(answer)]
        if item in draft.suggested:
            blocks.append(Text(MARK, is_small=True))
        if item == "対象の区域" and draft.groups is not None:
            blocks += _sourced_blocks(draft.groups)
        if item == "現状と課題" and len(draft.facts):
            blocks += _fact_blocks(draft)
        if item == "期待する効果" and draft.plan is not None:
            blocks += [
                Grid(cases_in_words(draft.plan)),
                Figure("1年の費用：現状と導入後", cost_chart(draft.plan)),
                Text(f"算出値。{held_note()}", is_small=True),
            ]
        if item == "期待する効果" and draft.estimate is not None:
            blocks += _sourced_blocks(draft.estimate)
    if len(draft.undecided):
        blocks += [Heading("これから決めること", 2), Grid(draft.undecided)]
    heading = "実施ステップの進み具合"
    blocks += [
        Heading(heading, 2),
        Figure(heading, progress_chart(draft.progress)),
        Grid(progress_table(draft.progress)),
        Text(f"段階の名前の出典：{handbook_source()}", is_small=True),
    ]
    if draft.source_ids:
        blocks += [
            Heading("数値の出典", 2),
            Text(place_facts.attribution(draft.source_ids), is_small=True),
        ]
    return documents.document_bytes(f"{draft.title}　実施方針（{DRAFT}）", blocks)


def _sourced_blocks(one: Sourced) -> list[documents.Block]:
    return [Grid(one.table), Text(one.note_ja, is_small=True)]


def _fact_blocks(draft: Draft) -> list[documents.Block]:
    """What is published about the places, together, and one by one where they are few."""
    pooled = place_facts.pooled(draft.facts)
    return [
        Grid(place_facts.pooled_table(pooled, draft.count)),
        *([Grid(members_table(draft.facts))] if draft.has_few_places else []),
        *(Figure(f"{heading}（{days}）", chart) for heading, days, chart in _charts(draft)),
    ]


def _charts(draft: Draft) -> list[tuple[str, str, Chart]]:
    """The places one by one, where they are few enough to be told apart."""
    return member_charts(draft.facts) if draft.has_few_places else []


def deck(draft: Draft) -> bytes:
    """The draft as PowerPoint: answers as tables, published facts and effects as native charts; a long table takes several slides."""
    today = text.japanese_date(calendar.today())
    foot = f"【{DRAFT}】{today} 作成" + ("（架空の例を含む）" if draft.is_example else "")
    slides = [*_fact_slides(draft, foot), *_answer_slides(draft, foot)]
    if draft.plan is not None:
        chart = cost_chart(draft.plan)
        slides.append(
            Slide("期待する効果：1年の費用", chart, [held_note()], f"{foot}　算出値（導入効果試算）")
        )
    if draft.estimate is not None:
        slides.append(_sourced_slide("期待する効果：1年当たり", draft.estimate, foot))
    source = f"{foot}　段階の名前の出典：{handbook_source()}"
    slides.append(Slide("実施ステップの進み具合", progress_chart(draft.progress), (), source))
    if draft.source_ids:
        named = queries.sources(draft.source_ids)
        listed = pd.DataFrame({"出典": named["attribution"], "時点": named["as_of"].map(text.japanese_date)})
        slides.append(Slide("数値の出典", listed, (), foot))
    title = f"{draft.title}　実施方針（{DRAFT}）"
    pages = [page for slide in slides for page in powerpoint.paged(slide)]
    return powerpoint.deck_bytes(title, pages, issued_on=calendar.today(), subtitle=draft.places)


def _sourced_slide(heading: str, one: Sourced, foot: str) -> Slide:
    return Slide(heading, one.table, [one.note_ja], f"{foot}　{LAST}")


def _fact_slides(draft: Draft, foot: str) -> list[Slide]:
    if draft.facts.empty:
        return []
    source = f"{foot}　{LAST}"
    table = place_facts.pooled_table(place_facts.pooled(draft.facts), draft.count)
    return [
        Slide("対象の市区町村の公表値", table, [draft.places], source),
        *(Slide(heading, chart, [f"公表値（{days}）"], source) for heading, days, chart in _charts(draft)),
    ]


def _answer_slides(draft: Draft, foot: str) -> list[Slide]:
    answers = [
        (item, answer + (MARK if item in draft.suggested else ""))
        for item, answer in draft.answers.items()
        if answer
    ]
    slides = [] if draft.groups is None else [_sourced_slide("群の案", draft.groups, foot)]
    if answers:
        slides.append(Slide("実施方針", pd.DataFrame(answers, columns=["項目", "内容"]), (), foot))
    if len(draft.undecided):
        slides.append(Slide("これから決めること", draft.undecided, (), foot))
    return slides
