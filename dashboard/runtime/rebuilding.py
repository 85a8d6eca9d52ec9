"""A missing or damaged database built again, by the ETL's own command: one at a time, however many readers wait for it."""

import logging
import threading
import time
from dataclasses import dataclass, field

from dashboard.runtime import etl_commands, failures

REST_SECONDS = 60  # after a rebuild that did not help: readers who reload would keep the server building

log = logging.getLogger(__name__)

_turn = threading.Lock()
_latest: "Rebuild | None" = None


@dataclass
class Rebuild:
    """A rebuild under way or over. problem: the ETL's own words, when it failed."""

    progress: etl_commands.Progress | None = None
    problem: str = ""
    ended: float | None = None
    thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def is_over(self) -> bool:
        return self.ended is not None

    def run(self) -> None:
        try:
            for self.progress in etl_commands.build("--unless-whole"):
                pass
        except (etl_commands.CommandFailed, OSError) as error:
            self.problem = str(error)
            log.error("the database could not be rebuilt: %s %s", self.problem, failures.REMEDY)
        finally:
            self.ended = time.monotonic()


def begun() -> Rebuild:
    """The rebuild under way, begun here when there is none; or the last one, already over, while it has to rest.

    It runs in a thread of its own: readers who leave do not stop it for the others.
    """
    global _latest
    with _turn:
        if _latest is None or (_latest.is_over and time.monotonic() - _latest.ended > REST_SECONDS):
            _latest = Rebuild()
            _latest.thread = threading.Thread(target=_latest.run, daemon=True)
            _latest.thread.start()
        return _latest
