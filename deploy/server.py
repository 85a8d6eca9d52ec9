"""The web server: limits of time and size, for when there is no nginx in front."""

import asyncio
import socket

import h11
import uvicorn
from starlette.types import ASGIApp
from streamlit import config
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_BYTES = 16_000
CONNECTIONS = 2_000  # one reader's browser opens up to six, and one websocket that stays
IDLE_SECONDS = 5
PING_SECONDS = 30


class TimedRequests(H11Protocol):
    """A connection is cut off when a request takes too long to arrive, or nobody takes the answer.

    Not the whole of a large upload is limited, but how little of it may come in the time of one look.
    """

    head_seconds = 15
    look_seconds = 30
    least_bytes_a_look = 15_000
    unread_seconds = 60

    _timer: asyncio.TimerHandle | None = None
    _came = 0
    _is_websocket = False

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        if connection := transport.get_extra_info("socket"):
            milliseconds = int(self.unread_seconds * 1000)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
        self._time_head()

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        was_idle = self.conn.their_state is h11.IDLE
        super().data_received(data)
        if self._is_websocket:
            return  # stays open; its own pings tell whether somebody is there
        if self.conn.their_state is h11.SEND_BODY:
            if was_idle:
                self._start(self.look_seconds, self._look_at_body)
        elif self.conn.their_state is not h11.IDLE:
            self._stop()
        elif not was_idle or self._timer is None:
            self._time_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._is_websocket = True
        self._stop()
        if len(self.connections) >= CONNECTIONS:
            return self.transport.close()
        super().handle_websocket_upgrade(event)

    def _time_head(self) -> None:
        self._start(self.head_seconds, self.transport.close)

    def _look_at_body(self) -> None:
        if self._came < self.least_bytes_a_look and not self.flow.read_paused:
            return self.transport.close()
        self._start(self.look_seconds, self._look_at_body)

    def _start(self, seconds: float, then) -> None:
        self._stop()
        self._came = 0
        self._timer = self.loop.call_later(seconds, then)

    def _stop(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


def run(app: ASGIApp, address: str, port: int) -> None:
    """Serve until the process is told to stop; what the server has to say goes to the log of the process."""
    uvicorn.run(
        app,
        host=address,
        port=port,
        http=TimedRequests,
        ws="websockets-sansio",
        ws_max_size=get_max_widget_state_size_bytes(),
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=config.get_option("server.enableWebsocketCompression"),
        ssl_certfile=config.get_option("server.sslCertFile"),
        ssl_keyfile=config.get_option("server.sslKeyFile"),
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=IDLE_SECONDS,
        limit_concurrency=CONNECTIONS,
        log_config=None,
        log_level="warning",  # else it names readers' addresses and what they chose
        access_log=False,
        server_header=False,
    )
