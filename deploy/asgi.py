"""The production entry: the dashboard with security headers, compression, numbers by address, addresses for monitoring and a
log for machines.

python -m deploy.asgi --port 8501
"""

import argparse
import asyncio
import gc
import importlib
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import bootstrap

from dashboard.runtime import no_lookup, upload_limits
from deploy import health, log, metrics, server
from deploy.api import Api
from deploy.compression import CompressOnce
from deploy.guard import Guard
from deploy.headers import SecurityHeaders
from deploy.hosts import Hosts
from deploy.icons import IconFont
from deploy.index import IndexPage
from deploy.sign_in import SignIn
from deploy.uploads import UploadLimits

ROOT = Path(__file__).parents[1]
SWEEP_SECONDS = 30


@asynccontextmanager
async def ready(_: st.App) -> AsyncIterator[None]:
    """Before the first reader: load what every page needs."""
    PagesManager.uses_pages_directory = (
        False  # else the first reader is sent to the page once more: dashboard/runtime/frame.py
    )
    await asyncio.to_thread(_load)
    gc.freeze()  # what is loaded now stays: looking through it for garbage again and again would cost half the server's time
    logging.getLogger(__name__).info("serving")
    sweeping = asyncio.create_task(_sweep(upload_limits.install()))
    yield
    sweeping.cancel()


async def _sweep(uploads: upload_limits.BoundedUploads) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        uploads.forget_the_gone()


def _load() -> None:
    for module in modules():
        try:
            importlib.import_module(module)
        except ImportError:  # a page that cannot be shown says so itself; the others are served
            logging.getLogger(__name__).exception("%s cannot be loaded", module)


def modules() -> list[str]:
    """Dotted names of what pages are made of; a page.py itself is a script that Streamlit runs for each reader."""
    files = [path for folder in ("dashboard", "pages") for path in sorted(ROOT.glob(f"{folder}/**/*.py"))]
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files if path.name != "page.py"
    ]
    return [name.removesuffix(".__init__") for name in names]


measured = metrics.Metrics(metrics.networks(os.environ.get("DASHBOARD_METRICS_FROM", "")))
app = st.App(
    ROOT / "app.py",
    lifespan=ready,
    routes=[Route("/healthz", health.answer), Route("/metrics", measured.answer)],
    middleware=[
        Middleware(metrics.Counting, counts=measured.counts),
        Middleware(SecurityHeaders, embedded_in=os.environ.get("DASHBOARD_EMBEDDED_IN", "")),
        Middleware(log.Access),
        Middleware(Guard, hosts=Hosts.of(os.environ.get("DASHBOARD_HOSTS", ""))),
        Middleware(Api),
        Middleware(UploadLimits),
        Middleware(SignIn),
        Middleware(IndexPage),
        Middleware(IconFont),
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
    no_lookup.install()
    bootstrap.load_config_options(
        {
            "server.address": arguments.address,
            "server.port": arguments.port,
            "server.fileWatcherType": "none",
        }
    )
    server.run(app, arguments.address, arguments.port)


if __name__ == "__main__":
    main()
