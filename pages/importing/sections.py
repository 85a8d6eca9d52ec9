"""Dropping official files: what each is, what it holds, and the new database when the reader says so."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analysis import ledger
from dashboard import queries
from dashboard.forms import uploader, uploads
from dashboard.maps.choropleth import Legend, MapContent, MapView, choropleth
from dashboard.runtime import etl_commands
from dashboard.runtime.session_results import SessionResults, session_results
from dashboard.shared import national_map, text, theme, value_tables
from japan import calendar, facilities
from pages.importing import intake

FILES_SHOWN_OPEN = 3
KINDS = ["xlsx", "xls", "csv", "json", "geojson", "topojson", "parquet", "zip"]
UPLOADER = uploader.style(
    "ここにファイルを置くか、左のボタンで選びます",
    f"""
.st-key-official {uploader.SELECTOR}::after {{
  content: "ここにファイルを置くか、左のボタンで選びます（複数可、zip も可）";
}}
@media (max-width: 640px) {{
  {uploader.SELECTOR}::after {{ white-space: normal; font-size: 0.8rem; }}
}}
""",
)


def not_allowed() -> None:
    """Say how the operator switches the page on."""
    st.info(
        "このサーバーではデータの取込を止めています。管理者は、環境変数 DASHBOARD_IMPORT=1 を付けて起動すると使えます（公開サーバーでは使わないでください）。",
        icon=":material/lock:",
    )
    st.markdown(
        "画面を使わなくても、公式ファイルを `data/raw/` に置いて `python -m etl build` を実行すれば取り込めます。"
    )


def must_sign_in() -> bool:
    """Whether the operator asks for a sign-in ([auth] in .streamlit/secrets.toml) and the reader has not signed in."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets and not st.user.get("is_logged_in")


def sign_in() -> None:
    """The way to the organisation's own sign-in."""
    st.info("このサーバーでデータを取り込むには、サインインが必要です。", icon=":material/login:")
    st.button("サインイン", type="primary", on_click=st.login)


def official_files() -> None:
    """Drop files, see what they are, take them in."""
    st.html(UPLOADER)
    dropped = st.file_uploader("公式ファイル", type=KINDS, accept_multiple_files=True, key="official")
    files = _unpacked(dropped)
    with session_results("official") as results:
        known = {
            name: found for name, content in files.items() if (found := _recognised(name, content, results))
        }
    if known:
        _table(known)
        _preview(known)
        try:
            placed = intake.placed(
                {name: files[name] for name in known},
                {name: about["stored_as"] for name, (about, _) in known.items()},
            )
        except uploads.Refused as refusal:
            st.error(text.plain(str(refusal)), icon=":material/block:")
            return
        if st.button("取り込んでデータベースを作り直す", type="primary", icon=":material/database:"):
            _take_in(placed)


def last_import() -> None:
    """Which files the last import brought, and the way back."""
    files = intake.can_undo()
    if not files:
        st.caption("取り消せる取込はありません。")
        return
    st.markdown("、".join(f"`{name}`" for name in files))
    if st.button("前回の取込を取り消す", icon=":material/undo:"):
        _follow(intake.undo(), "取込の前のデータベースに戻しました。", icon=":material/undo:")


def _unpacked(dropped: list) -> dict[str, bytes]:
    """Name → content, archives opened; the reader is told what is refused."""
    files: dict[str, bytes] = {}
    for one in dropped:
        try:
            content = one.getvalue()
            uploads.must_be_harmless(one.name, content)
            files |= (
                dict(uploads.unpack_zip(content))
                if one.name.lower().endswith(".zip")
                else {one.name: content}
            )
        except uploads.Refused as refusal:
            st.error(text.plain(str(refusal)), icon=":material/block:")
    return files


def _recognised(name: str, content: bytes, results: SessionResults) -> tuple[dict, pd.DataFrame] | None:
    """What a file is; where that is in doubt the reader is asked."""

    def asked(source_id: str | None, edition: str | None) -> tuple[dict, pd.DataFrame]:
        with st.spinner("ファイルを調べています"):
            return results.of(etl_commands.recognise, content, name, source_id, edition)

    try:
        about, table = asked(None, None)
    except etl_commands.CommandFailed as problem:
        source_id = _source_chosen(name)
        if source_id is None:
            st.error(text.plain(str(problem)), icon=":material/help:")
            return None
        try:
            about, table = asked(source_id, None)
        except etl_commands.CommandFailed as second:
            st.error(text.plain(str(second)), icon=":material/error:")
            return None
    if not about["is_edition_certain"]:
        edition = st.selectbox(
            f"{name} はどの版ですか",
            about["editions"],
            index=about["editions"].index(about["edition"]),
            key=f"edition_{name}",
        )
        about, table = asked(about["source_id"], edition)
    return about, table


def _source_chosen(name: str) -> str | None:
    """The source that the reader says a file is of."""
    titles = queries.sources().set_index("source_id")["title_ja"].to_dict()
    return st.selectbox(
        f"{name} はどの資料ですか",
        list(titles),
        index=None,
        format_func=titles.get,
        placeholder="資料を選ぶ",
        key=f"source_{name}",
    )


def _table(known: dict[str, tuple[dict, pd.DataFrame]]) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                "ファイル": name,
                "資料": about["title_ja"],
                "版": about["edition"],
                "時点": about["as_of"],
                "行数": about["rows"],
                "市区町村": f"{about['municipalities']:,} / 1,741" if about["municipalities"] else "",
                "一覧にないコード": "、".join(about["unknown_codes"][:10]),
            }
            for name, (about, _) in known.items()
        ),
        hide_index=True,
        column_config={"行数": st.column_config.NumberColumn(format="localized")},
        alt="読み取った結果",
    )
    for name, (about, _) in known.items():
        if about["recognised_ja"]:
            with st.expander(f"{name} から読み取ったこと", expanded=len(known) <= FILES_SHOWN_OPEN):
                st.markdown("\n".join(f"- {text.plain(line)}" for line in about["recognised_ja"]))


def _preview(known: dict[str, tuple[dict, pd.DataFrame]]) -> None:
    """The first rows of one file, and the municipalities it names on the map."""
    name = st.selectbox("中身を見る", list(known)) if len(known) > 1 else next(iter(known))
    _, table = known[name]
    _first_rows(table, alt=f"{name}の最初の行")
    if "lg_code" not in table:
        return
    municipalities = queries.municipalities()
    named = municipalities["lg_code"].isin(set(table["lg_code"]))
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=[0 if is_named else None for is_named in named],
            hover=[],
            legend=Legend("ファイルにある市区町村", theme.neutral(1), ["あり"], missing_label="なし"),
            description=f"{name}に載っている市区町村 {int(named.sum()):,} を塗った地図。",
        ),
        key="import_map",
        view=MapView(
            height=420,
        ),
    )


def _first_rows(table: pd.DataFrame, alt: str) -> None:
    labels = queries.columns().set_index("column_name")["label_ja"].to_dict() | {"table": "表"}
    st.dataframe(table.head(200), column_config=labels, hide_index=True, height=260, placeholder="", alt=alt)


def _take_in(files: dict[str, bytes]) -> None:
    _follow(
        intake.take_in(files),
        "新しいデータベースに切り替えました。ほかの画面にもすぐに反映されます。",
        icon=":material/check_circle:",
    )


def _follow(command: Iterator[etl_commands.Progress], done_ja: str, icon: str) -> None:
    """Show how far a command is, then that it is done, or why it is not."""
    bar = st.progress(0.0, "始めています")
    try:
        for progress in command:
            bar.progress(
                progress.done / progress.of,
                f"{progress.step} {progress.done}/{progress.of}　{progress.piece}",
            )
    except etl_commands.CommandFailed as problem:
        bar.empty()
        st.error(f"{text.plain(str(problem))}\n\nデータベースは前のままです。", icon=":material/error:")
        return
    bar.empty()
    st.success(done_ja, icon=icon)


def own_ledger() -> None:
    """Drop a ledger with any column names, say which column is what, take it in."""
    st.markdown(
        "CSV か Excel の台帳を置くと、列の見出しから項目を推測します。違っていれば直してください。読めない値は空欄にして、理由を一覧にします。"
    )
    dropped = st.file_uploader(
        "橋梁台帳（CSV・Excel）", type=["csv", "tsv", "txt", "xlsx", "xls"], key="ledger"
    )
    with session_results("ledger") as results:
        table = _table_of(dropped, results) if dropped else None
    if table is None:
        return
    st.caption(f"見出しは{table.header_row}行目、データは{len(table.rows):,}行です。")
    mapping = _mapping(table.labels)
    municipalities = queries.municipalities()
    names = (municipalities["prefecture_name"] + " " + municipalities["municipality_name"]).to_list()
    codes = dict(zip(municipalities["lg_code"], names, strict=True))
    left, middle, right = st.columns(3)
    with left:
        title = st.text_input("台帳の名前", value=dropped.name.rpartition(".")[0], max_chars=60)
    with middle:
        as_of = _date(st.text_input("台帳の時点", placeholder="例：2025/03/31"))
    with right:
        default = st.selectbox(
            "所在地の列がないときの市区町村",
            list(codes),
            index=None,
            format_func=codes.get,
            placeholder="選ばない",
        )
    needed = ledger.still_needed(mapping, default) + ["台帳の時点を「2025/03/31」の形で入れてください。"] * (
        as_of is None
    )
    if needed:
        st.info("\n".join(f"- {one}" for one in needed), icon=":material/edit:")
        return
    tidied = ledger.tidy(table.rows, mapping, queries.municipality_names(), default, as_of=as_of)
    _show_tidied(tidied)
    if len(tidied.bridges) and st.button("この台帳を取り込んでデータベースを作り直す", type="primary"):
        try:
            content = ledger.content(tidied, title, as_of)
        except ValueError as problem:
            st.error(str(problem), icon=":material/block:")
            return
        _take_in({ledger.stored_as(title): content})


def _mapping(labels: list[str]) -> dict[str, str | None]:
    """Field → column label, as suggested and corrected by the reader."""
    suggested = ledger.suggest_mapping(labels)
    mapping = {}
    with st.expander("列の対応", expanded=True, icon=":material/swap_horiz:"):
        columns = st.columns(3)
        for at, field in enumerate(facilities.BRIDGE.fields):
            guess = suggested[field.name]
            mapping[field.name] = columns[at % 3].selectbox(
                field.label_ja,
                labels,
                index=labels.index(guess) if guess else None,
                placeholder="なし",
                help=field.needed_ja or None,
                key=f"field_{field.name}",
            )
    return mapping


def _show_tidied(tidied: ledger.Ledger) -> None:
    """What the ledger became, and what was not taken over."""
    lost = tidied.dropped[tidied.dropped["is_row_dropped"]]
    first, second, third = st.columns(3)
    first.metric("取り込む橋", f"{len(tidied.bridges):,}橋")
    second.metric("架設年度が分かる橋", f"{int(tidied.bridges['built_fiscal_year'].notna().sum()):,}橋")
    third.metric("取り込まない行", f"{len(lost):,}行")
    for note in tidied.notes_ja:
        st.caption(note)
    _first_rows(tidied.bridges, alt="取り込む橋")
    if len(tidied.dropped):
        value_tables.table_with_downloads(
            tidied.dropped.drop(columns="is_row_dropped").rename(
                columns={"row": "行", "column": "列", "cell": "書かれていること", "reason_ja": "理由"}
            ),
            title="取り込まなかった値",
            source_ids=[],
            notes=[],
            key="ledger_dropped",
            label="取り込まなかった値",
        )


def _table_of(dropped: UploadedFile, results: SessionResults) -> uploads.UploadedTable | None:
    """The table in a file; None when there is none, and the reader has been told why."""
    try:
        with st.spinner("台帳を読んでいます"):
            return results.of(_table_in, dropped.getvalue(), dropped.name)
    except uploads.Refused as refusal:
        st.error(text.plain(str(refusal)), icon=":material/block:")
        return None


def _table_in(content: bytes, name: str) -> uploads.UploadedTable:
    return uploads.read_table(name, content)


def _date(text: str) -> date | None:
    """A day as it is typed (2025/03/31, 令和7年3月31日); None while it is none. Streamlit's own calendar is English."""
    try:
        return calendar.day(text)
    except ValueError:
        return None
