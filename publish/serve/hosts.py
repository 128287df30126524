"""Under which names the shelf answers, and which addresses it tells people."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable

HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?\.?)(?::(\d{1,5}))?\Z")
VIRTUAL = ("br-", "docker", "veth", "virbr", "vmnet", "vEthernet")
"""Interfaces of containers and virtual machines: nobody's phone is on them. Named last."""


def names(extra: Iterable[str] = ()) -> frozenset[str]:
    """The names this computer may be called by, in lower case. Addresses are always allowed."""
    own = socket.gethostname().lower()
    short = own.partition(".")[0]
    return frozenset({"localhost", own, short, f"{short}.local", f"{short}.lan", *(name.lower() for name in extra)}) - {""}


def accepted(header: str, allowed: frozenset[str]) -> str | None:
    """The ``Host`` header when it names this computer, else None.

    A page elsewhere can point its own name at an address of this network and then read what the browser may read (DNS
    rebinding); it cannot make the browser send an address or our name. So an address or a known name is right, any
    other name is not.
    """
    found = HOST.match(header)
    if not found or (found[2] and not 0 < int(found[2]) < 65536):
        return None
    host = found[1].lower()
    return header.lower() if _is_address(host.strip("[]")) or host.rstrip(".") in allowed else None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def addresses(host: str, port: int) -> tuple[str, ...]:
    """Where people reach a server that listens on ``host``: the address for the network first."""
    if host not in ("0.0.0.0", "::", ""):
        return (_url(host, port),)
    return tuple(_url(address, port) for address in (*_outward(v6=host != "0.0.0.0"), "127.0.0.1"))


def shared(base: str, listening: str, port: int) -> str:
    """The address to give to other people, without a final slash: ``base`` itself, unless it means this computer only; then one
    of the network's, or nothing when the server listens on the loopback.
    """
    if not is_local(base):
        return base
    return next((address.rstrip("/") for address in addresses(listening, port) if not is_local(address)), "")


def is_local(address: str) -> bool:
    """Whether ``http://…`` leads to the computer it is opened on."""
    host = address.removeprefix("http://").partition("/")[0]
    return host.startswith(("127.", "[::1]")) or host.rpartition(":")[0] == "localhost" or host == "localhost"


def _outward(v6: bool) -> list[str]:
    """This computer's addresses that others can reach, IPv4 first. Asks the system only; nothing is sent."""
    import ifaddr

    found = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            address = ipaddress.ip_address(text)
            if not (address.is_loopback or address.is_link_local) and (v6 or ip.is_IPv4):
                found.append((adapter.nice_name.startswith(VIRTUAL), address.version, text))
    return [text for _, _, text in sorted(found, key=lambda one: one[:2])]


def _url(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}/" if port == 80 else f"http://{shown}:{port}/"
