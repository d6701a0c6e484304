"""Which hosts a printer may be at: this machine and the shop's own network, nothing farther.

A printer's address is typed by a person and dialled by the server; it must not become a way to
whatever else the server can reach. Looks up names; sends nothing.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

NEAR = tuple(
    ip_network(each)
    for each in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7")
)
"""Loopback, RFC 1918 and RFC 4193. Link-local addresses (169.254.0.0/16) are not among them:
machines in a data centre keep their secrets there."""
FAR = "is not in the shop's own network"

Found = tuple[int, int, int, str, tuple[str, int]]
"""Family, kind, protocol, canonical name and address, as `socket` wants them."""


class FarAway(OSError):
    """A host outside the shop's own network; nothing was opened."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} {FAR}")


def is_near(address: str) -> bool:
    """Whether an address (not a name) is this machine's or the shop's own network's."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in network for network in NEAR if network.version == found.version)


def is_far(host: str) -> bool:
    """Whether a host as typed is surely too far: an address that is not near. A name is not
    looked up here; where it leads is checked whenever it is dialled."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return not is_near(host)


def near_addresses(host: str, port: int) -> list[Found]:
    """The addresses of a host; FarAway where one of them is too far. What is dialled is what was
    checked: the name is not looked up again."""
    found: list[Found] = [
        (int(family), int(kind), protocol, name, address)  # type: ignore[misc]
        for family, kind, protocol, name, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )
    ]
    if not all(is_near(str(address[0])) for *_, address in found):
        raise FarAway(host)
    return found
