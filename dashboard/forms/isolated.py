"""Files that readers bring, read where they can harm nobody: in a child process, its progress on screen.

filled = isolated.read(reader.read, name, content, form)
"""

from collections.abc import Callable
from typing import TypeVar

from dashboard.forms.uploads import Refused
from dashboard.runtime import workers
from dashboard.shared import progress, text

R = TypeVar("R")
EXPECTED = "必要な表だけを入れた .xlsx か CSV が必要です。"


def read(
    function: Callable[..., R], name: str, content: bytes, *arguments: object, expected: str = EXPECTED
) -> R:
    """What `function(name, content, *arguments)` returns. Raises Refused, also when the reading broke its limits; expected: what
    would be read.

    Ends with the script run: a reader who leaves, or does something else, cancels it.
    """
    try:
        with progress.line(f"{text.plain(name)}：読んでいます。") as show:
            return workers.run(function, name, content, *arguments, watch=show)
    except workers.WorkFailed as error:
        advice = "" if str(error) == workers.BUSY else expected
        raise Refused(f"{name}：{error}{advice}") from error
