"""自治体カルテ: the profile of a municipality, a prefecture or a group on one page that prints on A4 paper."""

import streamlit as st

from dashboard import queries
from dashboard.exports import fonts, mime
from dashboard.runtime import place
from dashboard.shared import controls, finder, outlook, strengths, text, value_tables
from pages.profile import compiled, pdf, strips, workbook
from pages.profile import next_steps as steps
from pages.profile.model import SECTIONS, Profile, table

MOST = 12
WHOSE = {"place": "市区町村・都道府県", "group": "群（2〜12団体）"}
PRINT = """
<style>
@media print {
  @page { size: A4 portrait; margin: 11mm; }
  .stApp, .stMain, [data-testid="stAppViewContainer"], [data-testid="stAppScrollToBottomContainer"] {
    position: static !important; overflow: visible !important; height: auto !important; display: block !important; }
  .stMainBlockContainer { padding: 0 !important; max-width: none !important; zoom: .9; }
  .stSelectbox, [class*="st-key-pick_"], .stRadio, .stDownloadButton, .stPageLink, .stExpander, .st-key-screen_only,
  .st-key-points_part, .st-key-ahead_part,
  [data-testid="stStatusWidget"], [data-testid="stToolbar"] { display: none !important; }
  .stVerticalBlock { gap: .15rem !important; } .stVerticalBlock > * { flex-shrink: 0 !important; }
  .stHorizontalBlock { break-inside: avoid; }
  h1 { font-size: 9pt !important; padding: 0 !important; font-weight: 400 !important; }
  h2 { font-size: 15pt !important; padding: 0 !important; }
  h3 { font-size: 11.5pt !important; padding: .2rem 0 0 !important; break-after: avoid; }
  p, li { font-size: 9.5pt !important; } .stMarkdown [data-testid="stMarkdownContainer"] p { line-height: 1.4 !important; }
  .sheet, .charts figcaption { font-size: 9pt !important; }
  .sheet { columns: 2; column-gap: 18px; } .sheet h3 { padding: 6px 0 2px; }
  .sheet .row { padding: 2px 0 0; grid-template-columns: 1fr auto; gap: 0 8px; }
  .sheet .row .where, .sheet .row:has(.value.alone) > .value { grid-column: 1 / -1; padding: 0; }
  .sheet .whose { display: none; }
  .sheet .value { font-size: 10.5pt; align-self: start; }
  .sheet .small, .charts .small { font-size: 7pt !important; line-height: 1.25; }
  .charts { grid-template-columns: repeat(3, 1fr); gap: 4px 16px; }
  .bars { --tall: 64px; } .bars span, .years span { font-size: 6.5pt !important; } .strip { height: 21px; margin-top: 3px; }
  [data-testid="stMarkdownContainer"] { margin-bottom: 0 !important; } .stMarkdown p { margin: 0 !important; }
  .stMarkdown ul { margin: 0 !important; } .stMarkdown li, .stMarkdown li * { font-size: 8.5pt !important; line-height: 1.5 !important; overflow-wrap: anywhere; }
  [data-testid="stCaptionContainer"] p, [data-testid="stCaptionContainer"] a { font-size: 7pt !important; margin: 0 !important;
    line-height: 1.3 !important; }
}
</style>
"""


def pick() -> Profile | None:
    """Let the reader choose whose profile to see; None until something is chosen."""
    default = "group" if len(place.stated("members")) > 1 and not place.stated("muni") else "place"
    whose = place.pick("だれのカルテか", "whose", WHOSE, default=default)
    if whose == "group":
        members = finder.pick_municipalities("群の構成団体", "members", finder.names(), most=MOST)
        return compiled.of_group(members) if len(members) > 1 else None
    prefecture, muni = controls.pick_place()
    if muni is not None:
        return compiled.of_municipality(muni["lg_code"])
    return None if prefecture is None else compiled.of_prefecture(prefecture["prefecture_code"])


def invite() -> None:
    """What to do first."""
    st.info(
        "市区町村・都道府県を選ぶか、群の構成団体を2つ以上選ぶと、1枚にまとめて示します。印刷、PDF、Excel にできます。",
        icon=":material/touch_app:",
    )


def head(profile: Profile) -> None:
    """Who it is, and the three sentences."""
    st.header(profile.name, anchor=False)
    st.caption("\n\n".join(profile.about))
    with st.container(border=True):
        st.markdown("\n\n".join(f"**{sentence}**" for sentence in profile.sentences))
        if profile.unknown:
            st.caption(profile.unknown)


def files(profile: Profile) -> None:
    """The PDF and the workbook, made when a button is pressed; printing from the browser."""
    name = profile.name.replace(" ", "")
    font = fonts.japanese()
    with st.container(key="screen_only"):
        with st.container(horizontal=True, vertical_alignment="center"):
            if font is not None:
                st.download_button(
                    "PDF（A4）",
                    data=lambda: pdf.pdf_bytes(profile, font),
                    file_name=f"自治体カルテ_{name}.pdf",
                    mime=mime.PDF,
                    icon=":material/picture_as_pdf:",
                    on_click="ignore",
                    key="pdf",
                )
            st.download_button(
                "Excel（グラフ・出典シート付き）",
                data=lambda: workbook.xlsx_bytes(profile),
                file_name=f"自治体カルテ_{name}.xlsx",
                mime=mime.XLSX,
                icon=":material/download:",
                on_click="ignore",
                key="xlsx",
            )
            if profile.kind != "pref":
                controls.compare_link(place.group_code(profile.codes))
            st.caption(
                "PDF は A4 1枚です。ブラウザの印刷（Ctrl＋P）では A4 2枚ほどで、強み・弱みと見通しは含みません。"
            )
        if font is None:
            st.warning(
                "このサーバーには日本語のフォントがないため、PDF を作れません。Excel かブラウザの印刷をお使いください。"
                "（管理者の方へ：Noto Sans CJK JP、BIZ UDGothic、IPAex ゴシックなどを入れると作れます。）",
                icon=":material/font_download_off:",
            )


def body(profile: Profile) -> None:
    """The charts, and the facts section by section."""
    st.html(strips.charts(profile.series))
    st.caption(profile.compared_ja + legend(profile))
    sections = {
        title: [row for row in profile.rows if row.section == section]
        for section, (title, _) in SECTIONS.items()
    }
    st.html(strips.sheet(sections))
    if profile.kind != "muni":
        _members(profile)
    value_tables.table_with_downloads(
        table(profile),
        title=f"自治体カルテ_{profile.name}",
        source_ids=profile.source_ids,
        notes=[profile.compared_ja],
        key="profile",
    )


def legend(profile: Profile) -> str:
    """How to read the marks and the places."""
    if profile.kind == "pref":
        return "都道府県の順位は値の大きい順です。中央値は市区町村のものです。"
    signs = "、".join(f"{strips.sign(order)} {name}の中央値" for order, name in profile.references.items())
    return f"●この団体、{signs}。順位は値の大きい順で、値のある団体の中でのものです。"


def _members(profile: Profile) -> None:
    """How the municipalities of a prefecture or group divide by size."""
    places = queries.municipalities()
    own = places[places["lg_code"].isin(profile.codes)]
    st.subheader("人口規模ごとの市区町村", anchor=False)
    classes = {
        label: int(own["population"].between(low, high, inclusive="left").sum())
        for label, low, high in controls.POPULATION_CLASSES.values()
    }
    st.markdown("　".join(f"{label} **{count}**" for label, count in classes.items() if count))
    st.caption(
        f"住民基本台帳の人口（{text.japanese_date(own['population_as_of'].max())}現在）による団体数、算出値。"
    )


def points(profile: Profile) -> None:
    """Which declared weak and strong points hold, and what helps; of several municipalities how many each holds for."""
    with st.container(key="points_part"):
        st.subheader("強み・弱みと手立て", anchor=False)
        if profile.kind == "muni":
            strengths.show(profile.codes[0])
        else:
            strengths.show_counts(profile.name, tuple(profile.codes))


def ahead(profile: Profile) -> None:
    """People, old facilities, staff and load at 2030 to 2045."""
    with st.container(key="ahead_part"):
        st.subheader("2030年・2035年・2045年の見通し", anchor=False)
        outlook.show(profile.name.rpartition(" ")[2], tuple(profile.codes))


def _case_links(profile: Profile) -> None:
    """The cases, each with the way to its card."""
    for case_id, name, about in steps.similar(profile):
        st.page_link(
            "pages/cases/page.py", label=name, icon=":material/lightbulb:", query_params={"case": case_id}
        )
        st.markdown(f":gray[{about}]")


def next_steps(profile: Profile) -> None:
    """Candidate partners, cases and desks, each with the way to its page."""
    st.subheader("次の一歩", anchor=False)
    found_by_title = steps.by_title(profile)
    for column, (title, found) in zip(st.columns(len(found_by_title)), found_by_title.items(), strict=True):
        with column:
            st.markdown(f"**{title}**")
            if "事例" in title and found:
                _case_links(profile)
                found = []
            elif not found:
                st.markdown("収録されていません。")
            if found:
                lines = [f"- {name}  \n  :gray[{about}]" if about else f"- {name}" for name, about in found]
                st.markdown("\n".join(lines))
            page = {"連携候補": "partners", "相談先": "people"}.get(title, "cases")
            st.page_link(f"pages/{page}/page.py", label="くわしく", icon=":material/arrow_forward:")
    if profile.kind == "muni":
        st.caption("連携候補と事例は公開データからの算出で、提案や評価ではありません。")
