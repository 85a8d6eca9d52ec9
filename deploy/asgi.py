"""The production entry: the dashboard with security headers, compression, a health address and a log for machines.

python -m deploy.asgi --port 8501
"""

import argparse
import asyncio
import gc
import importlib
import logging
import os
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

import dashboard
from deploy import health, log
from deploy.compression import CompressOnce
from deploy.headers import SecurityHeaders
from deploy.index import IndexPage

ROOT = Path(__file__).parents[1]


@asynccontextmanager
async def ready(_: st.App) -> AsyncIterator[None]:
    """Before the first reader: load what every page needs."""
    PagesManager.uses_pages_directory = (
        False  # else the first reader is sent to the page once more: dashboard/runtime/frame.py
    )
    await asyncio.to_thread(_load)
    gc.freeze()  # what is loaded now stays: looking through it for garbage again and again would cost half the server's time
    yield


def _load() -> None:
    for module in pkgutil.walk_packages(dashboard.__path__, "dashboard."):
        try:
            importlib.import_module(module.name)
        except ImportError:  # a page that cannot be shown says so itself; the others are served
            logging.getLogger(__name__).exception("%s cannot be loaded", module.name)


app = st.App(
    ROOT / "app.py",
    lifespan=ready,
    routes=[Route("/healthz", health.answer)],
    middleware=[
        Middleware(log.Access),
        Middleware(SecurityHeaders, embedded_in=os.environ.get("DASHBOARD_EMBEDDED_IN", "")),
        Middleware(IndexPage),
        Middleware(CompressOnce),
    ],
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--address", default="127.0.0.1", help="127.0.0.1 behind nginx; 0.0.0.0 to be reached directly"
    )
    parser.add_argument("--port", type=int, default=8501)
    arguments = parser.parse_args()
    log.begin()
    app.run(
        config={
            "server.address": arguments.address,
            "server.port": arguments.port,
            "server.fileWatcherType": "none",
        }
    )


if __name__ == "__main__":
    main()
