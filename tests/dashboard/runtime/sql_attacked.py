"""A program that puts questions to the sandbox, each in a process of its own with low limits: questions in, outcomes out, as JSON.

Limited like a child of the server; the database is open before the processes part, so that hundreds are quick.
"""

import json
import os
import signal
import sys
import time

from dashboard.runtime import sandbox, workers

CPU_SECONDS, SECONDS, MEMORY_MB = 0.3, 30.0, 400  # of each; the second for one that sleeps


def outcome(sql: str, connection) -> dict:
    """text: the answer or the refusal; ended: by a limit of time or memory; megabytes: at most used."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _answer(sql, connection, writing)
    os.close(writing)
    os.set_blocking(reading, False)
    until, text = time.monotonic() + SECONDS, b""
    while not (over := os.wait4(child, os.WNOHANG))[0]:
        text += _read(reading)
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    text += _read(reading)
    os.close(reading)
    return {"text": text.decode(), "ended": over[1] != 0, "megabytes": over[2].ru_maxrss / 1000}


def _answer(sql: str, connection, writing: int) -> None:
    workers._limit_process()
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        text = f"answer {sandbox._answer(sql, connection).to_pylist()[:3]}"[:1000]
    except sandbox.Refused as refused:
        text = f"refused {refused}"
    except BaseException as error:
        text = f"failed {error!r}"
    os.write(writing, text.encode(errors="replace")[:4000])
    os._exit(0)


def _read(pipe: int) -> bytes:
    try:
        return os.read(pipe, 10_000)
    except BlockingIOError:
        return b""


if __name__ == "__main__":
    workers.MEMORY_MB = MEMORY_MB
    database = sandbox._walled(sys.argv[1])
    json.dump([outcome(sql, database) for sql in json.load(sys.stdin)], sys.stdout)
