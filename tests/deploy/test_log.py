"""Every line of the log is one JSON object, whoever writes it; no reader is named in it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from running_server import wait_until

ROOT = Path(__file__).parents[2]
BEGIN = (
    "from deploy import log; log.begin(); import logging, os, subprocess, sys, threading, time, warnings\n"
)
# What writes its own name, by whatever way; the last one ends the process.
WRITERS = {
    "logger": "logging.getLogger('x').error('one\\nlogger')",
    "streamlit": "import streamlit.logger; streamlit.logger.get_logger('streamlit.x').error('streamlit')",
    "websockets": "logging.getLogger('websockets.server').error('websockets')",
    "warning": "warnings.warn('warning')",
    "print": "print('print')",
    "standard error": "print('standard error', file=sys.stderr)",
    "panic": "os.write(2, b\"thread 'x' panicked at 'panic'\\n\")",
    "no text": "os.write(2, b'no text \\xff\\n')",
    "endless": "os.write(2, b'endless ' * 10_000 + b'\\n')",
    "child": "subprocess.run(['sh', '-c', 'echo child >&2; echo two'])",
    "thread": "t = threading.Thread(target=int, args=('thread',)); t.start(); t.join()",
    "destructor": "class A:\n    def __del__(self): raise ValueError('destructor')\nA()",
    "loop": (
        "import asyncio\n"
        "async def go(): asyncio.get_running_loop().call_exception_handler({'message': 'loop'})\n"
        "asyncio.run(go())"
    ),
    "exception": "raise ValueError('exception')",
}


@pytest.fixture(scope="module")
def written() -> tuple[list[str], bytes]:
    """What comes out on standard error, in lines, and on standard output."""
    ended = subprocess.run(
        [sys.executable, "-c", BEGIN + "\n".join(WRITERS.values())],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return ended.stderr.decode().splitlines(), ended.stdout


@pytest.mark.parametrize("name", WRITERS)
def test_whatever_is_written_is_one_json_object_a_line(written, name):
    lines = [json.loads(line) for line in written[0]]
    assert any(name in line.get("message", "") + line.get("trace", "") for line in lines)


def test_nothing_goes_to_standard_output_and_no_line_is_endless(written):
    lines, output = written
    assert output == b"" and max(map(len, lines)) < 11_000


def test_a_log_of_readers_names_no_reader_and_no_choice(deploy):
    """A websocket too: the web server itself would write its address and all that stands behind the question mark. On a server of
    its own: hostile requests put such words into their addresses."""
    server = deploy()
    assert server.get("/overview?q=chosen")[0] == 200
    assert b" 101 " in server.upgrade()
    assert server.get("/" + "x" * 250)[0] == 200
    wait_until(lambda: {"/overview", "/_stcore/stream"} <= {line.get("path") for line in server.lines()})
    wait_until(lambda: "xxx" in server.log.read_text("utf-8"))
    text = server.log.read_text("utf-8")
    assert "chosen" not in text and "127.0.0.1" not in text
    assert max(map(len, text.splitlines())) < 1_000
