"""Write the nginx configuration for one's own server, and Streamlit's files compressed for it.

python -m deploy.nginx_config FOLDER --listen 80 --ports 8501 8502
"""

import argparse
import gzip
import shutil
from collections.abc import Sequence
from pathlib import Path

import streamlit

TEMPLATE = Path(__file__).with_name("nginx.conf")
STREAMLIT = Path(streamlit.__file__).with_name("static") / "static"
COMPRESSED = {".js", ".css", ".json", ".svg"}


def write(folder: Path, *, listen: str, ports: Sequence[int] = (), servers: Sequence[str] = ()) -> Path:
    """Write nginx.conf and assets/ below a folder; returns the path of the configuration.

    To be repeated after an update of Streamlit. listen: port, or address:port; ports: of processes on this machine; servers: of others,
    as host:port.
    """
    folder = folder.resolve()
    assets = folder / "assets" / "static"
    shutil.rmtree(assets, ignore_errors=True)
    shutil.copytree(STREAMLIT, assets)
    for file in assets.rglob("*"):
        if file.suffix in COMPRESSED:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
    text = TEMPLATE.read_text("utf-8")
    places = [*(f"127.0.0.1:{port}" for port in ports), *servers]
    for word, value in {
        "@FOLDER@": str(folder),
        "@LISTEN@": listen,
        "@SERVERS@": "\n".join(f"        server {server};" for server in places),
    }.items():
        text = text.replace(word, value)
    config = folder / "nginx.conf"
    config.write_text(text, "utf-8")
    return config


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--listen", default="80", help="port, or address:port")
    places = parser.add_mutually_exclusive_group()
    places.add_argument(
        "--ports", type=int, nargs="+", default=[8501, 8502], help="of processes on this machine"
    )
    places.add_argument("--servers", nargs="+", metavar="HOST:PORT", help="of processes elsewhere")
    arguments = parser.parse_args()
    ports = () if arguments.servers else arguments.ports
    print(write(arguments.folder, listen=arguments.listen, ports=ports, servers=arguments.servers or ()))


if __name__ == "__main__":
    main()
