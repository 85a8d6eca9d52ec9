"""The map of municipalities: a picture first, in the reader's hands one MapLibre map that stays alive while its values change.

The browser fetches the outlines once by URL. Each run sends only one class and a few numbers per
municipality, in outline order, so that a change of metric costs about as much as repainting.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
import streamlit as st

from dashboard.runtime.component import READING, component, packed
from dashboard.shared import reading

CLASS_CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz"

HTML = """
<style>.choropleth { visibility: hidden; height: min(560px, 86vh) }</style>
<figure class="choropleth" lang="ja" data-state="waiting">
  <div class="sides">
  <div class="side">
  <div class="strip" hidden>
    <div class="metrics" role="group" aria-label="地図の指標"></div>
    <div class="tools" role="group" aria-label="重ねる・比べる" hidden>
      <select class="context" aria-label="重ねる境界"></select>
      <label class="file" title="CSV（団体コードと数値）かGeoJSON。この端末の中だけで使います">自分のデータ<input type="file" class="own" accept=".csv,.txt,.tsv,.json,.geojson"></label>
      <button type="button" class="compare" aria-pressed="false">2枚で比べる</button>
    </div>
    <p class="advice" role="alert" hidden></p>
    <div class="years" role="group" aria-label="地図の年">
      <button type="button" class="play" aria-label="年を順に再生" title="年を順に再生"></button>
      <input type="range" min="0" step="1" aria-label="年">
      <output></output>
    </div>
  </div>
  <div class="pane">
    <div class="canvas"></div>
    <canvas class="still" tabindex="0" role="region"></canvas>
    <canvas class="names" aria-hidden="true"></canvas>
    <canvas class="paper" aria-hidden="true"></canvas>
    <div class="crosshair" hidden aria-hidden="true"></div>
    <p class="headline" hidden></p>
    <div class="buttons" role="group" aria-label="地図の操作">
      <div>
        <button type="button" class="in" aria-label="拡大" title="拡大">＋</button>
        <button type="button" class="out" aria-label="縮小" title="縮小">－</button>
        <button type="button" class="full" aria-label="全画面" title="全画面">
          <svg viewBox="0 0 14 14"><path d="M1 5V1h4M9 1h4v4M13 9v4H9M5 13H1V9"/></svg>
        </button>
        <button type="button" class="take" aria-label="図を保存・コピー・埋め込み" title="図を保存・コピー・埋め込み" hidden>
          <svg viewBox="0 0 14 14"><path d="M7 1v8M3.500 6 7 9.500 10.500 6M1 10.500V13h12v-2.500"/></svg>
        </button>
      </div>
      <div class="places"></div>
    </div>
    <details class="legend" open hidden><summary></summary><div class="classes"></div>READING</details>
  </div>
  <p class="source" hidden></p>
  </div>
  </div>
  <figcaption class="spoken"></figcaption>
  <div class="card" hidden></div>
  <p class="spoken" aria-live="polite"></p>
  <p class="problem" role="alert" hidden></p>
</figure>
"""


@dataclass(frozen=True)
class HoverColumn:
    """One line of the hover card; values in outline order, None where unknown, shares already in percent."""

    label: str
    unit: str
    digits: int
    values: Sequence[float | None]


@dataclass(frozen=True)
class Legend:
    """Colours and labels by class index, lowest first; a class with an empty label is left out.

    With grid, the index is 2 × row of y + column of x. limits: in words, where its rows and columns are parted. kind: how the map is
    read (of reading.SENTENCES).
    """

    title: str
    colors: Sequence[str]
    labels: Sequence[str]
    grid: bool = False
    x_label: str = ""
    y_label: str = ""
    limits: str = ""
    missing_label: str = "データなし"
    kind: str = "shades"


@dataclass(frozen=True)
class Areas:
    """Areas of several municipalities, outlined and named: an index into names by outline position, None where there is none."""

    of: Sequence[int | None]
    names: Sequence[str]


@dataclass(frozen=True)
class MapContent:
    """What the map shows, in outline order: a class per municipality (None without data), lines of the hover card, legend.

    note stands under every card; marks are remarks by position; description is what a screen reader says instead of the picture.
    """

    classes: Sequence[int | None]
    hover: Sequence[HoverColumn]
    legend: Legend
    description: str
    note: str = ""
    marks: Mapping[int, str] = field(default_factory=dict)
    areas: Areas | None = None

    def __post_init__(self):
        if any(len(column.values) != len(self.classes) for column in self.hover):
            raise ValueError("classes and hover values must have the same length")


Described = dict[str, object]


@dataclass(frozen=True)
class Alternatives:
    """Contents among which the reader changes in the browser, as they are sent: all together. Made by `alternatives`.

    offered: id, label (what its button says) and content of each. columns: numbers that they show, each once. shown: the id of the one to begin with. kind: how
    they are read (of reading.SENTENCES).
    """

    offered: Sequence[Described]
    columns: Sequence[str]
    shown: str
    kind: str


@dataclass(frozen=True)
class Metrics:
    """Metrics among which, and among whose years, the reader changes in the browser; their values are files it fetches once.

    offered: metric_map.described of each, those shown as buttons first (main: how many). metric_id and frame (ISO date; the last
    when left out) are what is shown; beside: the same of a second map, as 「metric_id.frame」, or nothing. words: what codes of marks and of
    missing values mean. areas_offered: ids and names of the boundaries in areas_file that may be laid over the map. own: colours
    (of five classes) and the word for missing values of a table that a reader brings.
    """

    offered: Sequence[Described]
    metric_id: str
    frame: str | None = None
    beside: str = ""
    main: int = 0
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    areas_file: str = ""
    areas_offered: Sequence[tuple[str, str]] = ()
    own: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class MapView:
    """Where the map looks, and whom it brings out.

    height: pixels. chosen: codes with a bold outline. The map moves to bounds (west, south, east, north; the nation when left
    out) when they change, never when values do. What is outside prefecture_code or not within the reader's filter is faded and
    not counted in the legend; with fades off the prefecture is only brought out. by_prefecture: the places are the 47 prefectures, each
    municipality carrying the class and the numbers of its own; a click returns the code of the prefecture.
    """

    height: int = 560
    chosen: Sequence[str] = ()
    prefecture_code: str | None = None
    bounds: tuple[float, float, float, float] | None = None
    within: Sequence[bool] | None = None
    fades: bool = True
    by_prefecture: bool = False


_mount = component("choropleth", HTML.replace("READING", READING))


def choropleth(
    outlines: str,
    content: MapContent | Alternatives | Metrics,
    *,
    key: str,
    view: MapView | None = None,
    several: bool = False,
    on_click: Callable[[str | list[str]], None] | None = None,
    on_follow: Callable[[dict[str, str]], None] | None = None,
) -> str | list[str] | None:
    """Draw one class per municipality; returns what the reader clicked.

    outlines: address of the file of etl.outlines.publish, relative to the app. A municipality has lg_code, name, prefecture and
    prefecture_code, a prefecture prefecture_code and name. The order of the municipalities is the outline order that every value follows.

    A click returns its lg_code in the run it causes, None otherwise. With several, a click adds or removes
    and every run returns the list of picked codes, which starts as view.chosen; a page changes it by setting
    st.session_state[key]["picked"] before the map. on_click is called with the same value before that run; on_follow with metric
    (of alternatives the id of one), frame and beside, a while after the reader changed one of them.
    Raises ValueError when the sequences are not equally long.
    """
    view = view or MapView()
    places = len(content.classes) if isinstance(content, MapContent) else None
    if view.within is not None and places not in (None, len(view.within)):
        raise ValueError("classes and within must have the same length")
    event = "picked" if several else "chosen"
    chosen = list(view.chosen)
    if several:
        chosen = st.session_state.get(key, {}).get("picked", chosen)

    def clicked() -> None:
        if on_click is not None:
            on_click(st.session_state[key][event])

    def followed() -> None:
        wanted = st.session_state[key]["followed"]
        if on_follow is not None and wanted:
            on_follow(wanted)

    told = message(outlines, content, replace(view, chosen=chosen), several=several, follows=bool(on_follow))
    result = _mount(
        key=key,
        data=packed(told),
        default={"picked": list(chosen)} if several else None,
        on_followed_change=followed,
        **{f"on_{event}_change": clicked},
    )
    return result[event]


def message(
    outlines: str,
    content: MapContent | Alternatives | Metrics,
    view: MapView,
    *,
    several: bool = False,
    follows: bool = False,
) -> dict[str, object]:
    """What static/choropleth.js is told. follows: whether somebody hears when the reader changes metric or date."""
    return {
        "outlines": outlines,
        "height": view.height,
        "chosen": list(view.chosen),
        "prefecture": view.prefecture_code,
        "fades": view.fades,
        "by_prefecture": view.by_prefecture,
        "bounds": view.bounds,
        "within": None if view.within is None else "".join("1" if one else "0" for one in view.within),
        "several": several,
        "follows": follows,
        "reading": reading.SENTENCES[_kind(content)],
        **_told(content),
    }


def _kind(content: MapContent | Alternatives | Metrics) -> str:
    if isinstance(content, MapContent):
        return content.legend.kind
    return content.kind if isinstance(content, Alternatives) else "shades"


def _told(content: MapContent | Alternatives | Metrics) -> dict[str, object]:
    if isinstance(content, MapContent):
        columns: dict[str, int] = {}
        return {**_content(content, columns), "columns": list(columns)}
    if isinstance(content, Metrics):
        return vars(content)
    return {
        "offered": content.offered,
        "columns": content.columns,
        "metric_id": content.shown,
        "beside": "",
        "main": len(content.offered),
    }


def alternatives(contents: Mapping[str, tuple[str, MapContent]]) -> Alternatives:
    """Contents by id, each with what its button says, to be shown one at a time, the first to begin with; their legends are of one kind."""
    columns: dict[str, int] = {}
    offered = [
        {
            "id": name,
            "label": label,
            "frames": [{"frame": "", "short": ""}],  # it has no years
            "content": _content(one, columns),
        }
        for name, (label, one) in contents.items()
    ]
    shown, (_, first) = next(iter(contents.items()))
    return Alternatives(offered, list(columns), shown, first.legend.kind)


def _content(content: MapContent, columns: dict[str, int]) -> dict[str, object]:
    """columns: the numbers of all that is sent by their text, each once; a line of the card names their position, and adds what is not there."""
    return {
        "classes": _class_text(content.classes),
        "hover": [
            [column.label, column.unit, column.digits, columns.setdefault(_number_text(column), len(columns))]
            for column in content.hover
        ],
        "legend": _legend(content.legend),
        "note": content.note,
        "marks": _by_text(content.marks),
        "description": content.description,
        "areas": _areas(content.areas),
    }


def _legend(legend: Legend) -> dict[str, object]:
    return {
        "title": legend.title,
        "colors": list(legend.colors),
        "labels": list(legend.labels),
        "axes": [legend.x_label, legend.y_label] if legend.grid else None,
        "limits": legend.limits,
        "missing": legend.missing_label,
    }


def _areas(areas: Areas | None) -> dict[str, object] | None:
    if areas is None:
        return None
    return {
        "ids": ",".join("" if one != one else str(int(one)) for one in _numbers(areas.of)),
        "names": list(areas.names),
    }


def _class_text(classes: Sequence[int | None]) -> str:
    """One character per municipality: its class (of at most 36), or - without data."""
    return "".join("-" if index != index else CLASS_CHARACTERS[int(index)] for index in _numbers(classes))


def _number_text(column: HoverColumn) -> str:
    """The values rounded for display, joined by commas, nothing where unknown."""
    numbers = _numbers(column.values)
    return ",".join("" if value != value else f"{value:.{column.digits}f}" for value in numbers)


def _numbers(values: Iterable[float | None]) -> list[float]:
    """Numbers with NaN (which is not itself) where there is none: pandas asked for each takes longer than all that is made of them."""
    return pd.array(list(values), dtype="Float64").to_numpy(float, na_value=float("nan")).tolist()


def _by_text(marks: Mapping[int, str]) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = {}
    for position, text in marks.items():
        positions.setdefault(text, []).append(int(position))
    return positions
