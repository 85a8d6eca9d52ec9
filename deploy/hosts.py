"""Under which names the server answers, and which sites may ask it.

Another site can point its own name at this server (DNS rebinding) and so read it through a reader's browser. Without a setting
only names are answered that no stranger can own: IP addresses, names without a dot, and this machine's own.
"""

import re
import socket
from dataclasses import dataclass
from ipaddress import ip_address

HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::(\d{1,5}))?")
ORIGIN = re.compile(r"(https?)://(.+)")
DEFAULT_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class Hosts:
    """names: the names set by the operator (lower case); without any, those no stranger can own."""

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, setting: str) -> "Hosts":
        """From DASHBOARD_HOSTS: names parted by blanks. Raises ValueError where one is none."""
        names = setting.lower().split()
        for name in names:
            found = HOST.fullmatch(name)
            if not found or found[2]:
                raise ValueError(
                    f"DASHBOARD_HOSTS：{name!r} はホスト名ではありません（例：gunmane.example.lg.jp）。"
                )
        return cls(frozenset(names))

    def answer(self, host: str) -> bool:
        """Whether a Host header (a name, perhaps with a port) is one of ours."""
        name, _ = _parts(host)
        if name is None:
            return False
        return name in self.names or _is_address(name) or (not self.names and _is_own(name))

    def may_ask(self, origin: str, host: str) -> bool:
        """Whether an Origin header is of the site at this Host, or of a name set by the operator (a proxy may change Host)."""
        found = ORIGIN.fullmatch(origin)
        (site, site_port), (name, own_port) = _parts(found[2] if found else ""), _parts(host)
        if site is None:
            return False
        port = DEFAULT_PORTS[found[1]]
        return site in self.names or (site, site_port or port) == (name, own_port or port)


def _parts(host: str) -> tuple[str | None, str | None]:
    """Name in lower case and port of a Host header; None for what is not there."""
    found = HOST.fullmatch(host.lower())
    return (found[1], found[2]) if found else (None, None)


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _is_own(name: str) -> bool:
    """No name without a dot is in the public DNS."""
    return "." not in name or name == socket.gethostname().lower()
