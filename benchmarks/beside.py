"""Do readers wait for another's slow action? Light readers alone, then beside ten who have a heavy question answered over and over.

    python -m benchmarks.beside [--readers 10] [--heavy 10] [--processes 1] [--seconds 60]

The heavy ones press 実行 on /query with a question that works until the time limit of the page (dashboard/runtime/workers.py runs it in
its pool); each is another one, so that no answer is at hand. The light ones go through the script of benchmarks.load, and both speak
Streamlit's own websocket protocol. Linux only (/proc).
"""

import argparse
import asyncio
import random
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import load, results
from benchmarks.servers import servers

SLOW = "select count(*) from newest_values a, newest_values b, newest_values c where a.value + b.value > c.value + {}"
THINK = (5, 10)
PATIENCE_SECONDS = 300
TIMES = 1.5


@dataclass
class Questioner(load.Reader):
    """A reader of /query who also knows its buttons."""

    buttons: dict[str, str] = field(default_factory=dict)

    async def ask(self, sql: str) -> None:
        """Write a question and press 実行; returns when its answer, or that there is none, has come."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        states = message.rerun_script.widget_states.widgets
        states.add(id=self.boxes["SQL"].id, string_value=sql)
        states.add(id=self.buttons["実行"], trigger_value=True)
        await self._run(message)

    def _element(self, message: ForwardMsg) -> None:
        super()._element(message)
        element = message.delta.new_element
        if message.delta.WhichOneof("type") != "new_element":
            return
        if element.WhichOneof("type") == "button":
            self.buttons[element.button.label] = element.button.id
        elif element.WhichOneof("type") == "text_area":
            self.boxes["SQL"] = load.Box(element.text_area.id, [], "")


async def keep_asking(address: str, number: int, over: asyncio.Event, answered: list[float]) -> None:
    cookies = await asyncio.to_thread(load.first_cookies, address, "/")
    async with load.opened(address, cookies) as socket:
        reader = Questioner(random.Random(number), socket)
        await reader.open("query")
        asked = 0
        while not over.is_set():
            asked += 1
            started = time.monotonic()
            await asyncio.wait_for(reader.ask(SLOW.format(number * 1_000 + asked)), PATIENCE_SECONDS)
            answered.append(time.monotonic() - started)


async def both(address: str, readers: int, heavy: int, seconds: float) -> tuple[dict, dict, list[float]]:
    """Light readers alone and beside heavy ones, and how long these waited for each answer."""
    await load.read_along(
        address, readers, 1, THINK
    )  # what is made once is made: else being alone looks slow
    alone = load.summary(await load.read_along(address, readers, seconds, THINK))
    over, answered = asyncio.Event(), []
    asking = [asyncio.create_task(keep_asking(address, at, over, answered)) for at in range(heavy)]
    await asyncio.sleep(10)
    beside = load.summary(await load.read_along(address, readers, seconds, THINK))
    over.set()
    for ended in await asyncio.gather(*asking, return_exceptions=True):
        if isinstance(ended, BaseException):
            beside["errors"] += 1
            beside["first_errors"].append(f"{type(ended).__name__}: {ended}")
    return alone, beside, answered


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--heavy", type=int, default=10)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args()
    with servers(chosen.processes) as (address, _):
        asyncio.run(load.read_along(address, 4 * chosen.processes, 12, (0.1, 0.3)))
        alone, beside, answered = asyncio.run(both(address, chosen.readers, chosen.heavy, chosen.seconds))
    rows = {"軽い操作だけ": alone, f"重い{chosen.heavy}件のそばで": beside}
    report = results.Table(
        "ほかの人の重い処理のそばで",
        f"閲覧者{chosen.readers}人（考える時間 {THINK[0]}〜{THINK[1]}秒）、{chosen.processes}プロセス。重い処理は /query の時間制限まで働く SQL を"
        f"{chosen.heavy}人がくり返し実行（この間に{len(answered)}回）。",
        ["", "操作", "中央値", "95%", "失敗"],
        [
            [
                name,
                f"{one['actions']:,}",
                f"{one['p50_ms']:,} ms",
                f"{one['p95_ms']:,} ms",
                f"{one['errors']}",
            ]
            for name, one in rows.items()
        ],
    )
    times = beside["p95_ms"] / alone["p95_ms"]
    report.goals = [
        results.Goal(
            "軽い操作の95% ÷ 重い処理のないとき", f"{TIMES}倍以下", f"{times:.1f}倍", times <= TIMES
        ),
        results.Goal(
            "失敗", "0", f"{alone['errors'] + beside['errors']}", not alone["errors"] + beside["errors"]
        ),
    ]
    results.save("beside", report, alone=alone, beside=beside, heavy_seconds=answered)


if __name__ == "__main__":
    main()
