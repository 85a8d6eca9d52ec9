"""Official files: what each is, what it holds, and the new database when the reader says so."""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.forms import isolated, uploads
from dashboard.maps.choropleth import Legend, MapContent, MapView, choropleth
from dashboard.runtime import etl_commands
from dashboard.runtime.session_results import SessionResults, session_results
from dashboard.shared import national_map, text, theme, value_tables
from pages.importing import intake

FILES_SHOWN_OPEN = 3
KINDS = ["xlsx", "xls", "csv", "json", "geojson", "topojson", "parquet", "zip"]


def not_allowed() -> None:
    """Say that the operator has switched the page off."""
    st.info(
        "このサーバーではデータの取込を止めています。必要なときは管理者に相談してください。",
        icon=":material/lock:",
    )
    st.page_link(
        "pages/sources/page.py", label="管理者向けの説明（出典と品質）", icon=":material/arrow_forward:"
    )


def must_sign_in() -> bool:
    """Whether the operator asks for a sign-in ([auth] in .streamlit/secrets.toml) and the reader has not signed in."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets and not st.user.get("is_logged_in")


def sign_in() -> None:
    """The way to the organisation's own sign-in."""
    st.info("このサーバーでデータを取り込むには、サインインが必要です。", icon=":material/login:")
    st.button("サインイン", type="primary", on_click=st.login)


def sign_out() -> None:
    """The way out, for who has signed in: else the browser stays signed in for 30 days."""
    if st.user.get("is_logged_in"):
        st.button("サインアウト", icon=":material/logout:", on_click=st.logout)


def official_files() -> None:
    """Drop files, see what they are, take them in."""
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
            take_in(placed)


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
            inside = isolated.read(uploads.unpacked, one.name, content)
            files |= {one.name: content} if inside is None else inside
        except uploads.Refused as refusal:
            st.error(text.plain(str(refusal)), icon=":material/block:")
    return files


def _recognised(name: str, content: bytes, results: SessionResults) -> tuple[dict, pd.DataFrame] | None:
    """What a file is; where that is in doubt the reader is asked, and it is nothing yet."""

    def asked(source_id: str | None, edition: str | None = None) -> tuple[dict, pd.DataFrame] | None:
        return _answered(
            name,
            lambda answers: results.of(
                etl_commands.recognise,
                content,
                name,
                source_id,
                edition,
                answers.get("scope"),
                answers.get("as-of"),
            ),
        )

    try:
        found = asked(None)
    except etl_commands.CommandFailed as problem:
        source_id = _source_chosen(name)
        if source_id is None:
            st.error(text.plain(str(problem)), icon=":material/help:")
            return None
        try:
            found = asked(source_id)
        except etl_commands.CommandFailed as second:
            st.error(text.plain(str(second)), icon=":material/error:")
            return None
    if found is None or found[0]["is_edition_certain"]:
        return found
    edition = _edition_chosen(name, found[0])
    return None if edition is None else asked(found[0]["source_id"], edition)


def _answered(
    name: str, recognise: Callable[[Mapping[str, str]], tuple[dict, pd.DataFrame]]
) -> tuple[dict, pd.DataFrame] | None:
    """What a file is by the reader's answers, where the ETL asks for some; None until they are there."""
    answers: dict[str, str] = {}
    while True:
        try:
            with st.spinner("ファイルを調べています"):
                return recognise(answers)
        except etl_commands.CommandFailed as problem:
            if problem.question is None or problem.question["option"] in answers:
                raise
            asked, doubt = problem.question, str(problem)
        answer = _choice(
            f"{name}：{asked['question_ja']}", asked["choices"], "選ぶ", f"answer_{asked['option']}_{name}"
        )
        if answer is None:
            st.info(text.plain(doubt), icon=":material/help:")
            return None
        answers[asked["option"]] = answer


def _edition_chosen(name: str, about: dict) -> str | None:
    """The edition that the reader says a file is of; nothing is chosen beforehand."""
    editions = {one: one for one in about["editions"]}
    edition = _choice(
        f"{name} はどの版ですか（{about['title_ja']}）", editions, "版を選ぶ", f"edition_{name}"
    )
    if edition is None:
        st.info(
            text.plain(
                f"{name}：ファイルの名前と表題から版が決まりません。使える版にないときは取り込めません。"
            ),
            icon=":material/help:",
        )
    return edition


def _source_chosen(name: str) -> str | None:
    """The source that the reader says a file is of."""
    titles = queries.sources().set_index("source_id")["title_ja"].to_dict()
    return _choice(f"{name} はどの資料ですか", titles, "資料を選ぶ", f"source_{name}")


def _choice(question_ja: str, choices: Mapping[str, str], placeholder: str, key: str) -> str | None:
    """What the reader answers, a key of the choices; nothing is chosen beforehand."""
    return st.selectbox(
        question_ja, list(choices), index=None, format_func=choices.get, placeholder=placeholder, key=key
    )


def _table(known: dict[str, tuple[dict, pd.DataFrame]]) -> None:
    value_tables.show(
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
    first_rows(table, alt=f"{name}の最初の行")
    if "lg_code" not in table:
        return
    municipalities = queries.municipalities()
    named = municipalities["lg_code"].isin(set(table["lg_code"]))
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=[0 if is_named else None for is_named in named],
            hover=[],
            legend=Legend(
                "ファイルにある市区町村", theme.neutral(1), ["あり"], missing_label="なし", kind="categories"
            ),
            description=f"{name}に載っている市区町村 {int(named.sum()):,} を塗った地図。",
        ),
        key="import_map",
        view=MapView(
            height=420,
        ),
    )


def first_rows(table: pd.DataFrame, alt: str, own_labels: Mapping[str, str] | None = None) -> None:
    """own_labels: of columns that mean something else here than in the database."""
    labels = queries.columns().set_index("column_name")["label_ja"].to_dict() | {"table": "表"}
    labels |= own_labels or {}
    value_tables.show(table.head(200), alt, labels=labels)


def take_in(files: dict[str, bytes]) -> None:
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
