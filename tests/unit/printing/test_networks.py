"""Printers are at this machine or in the shop's own network; nothing farther is ever dialled."""

import socket
from typing import Any

import pytest

from printing.devices import open_device
from printing.errors import PrinterUnreachable
from printing.networks import is_far, is_near

NEAR = ("127.0.0.1", "10.1.2.3", "172.16.0.9", "172.31.255.1", "192.168.1.50", "::1", "fd00::7")
FAR = (
    "8.8.8.8", "172.32.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "fe80::1",
    "2001:db8::1", "::ffff:8.8.8.8", "::", "fe80::1%eth0",
)  # fmt: skip


@pytest.mark.parametrize("address", NEAR)
def test_the_shops_own_network_is_near(address: str) -> None:
    assert is_near(address)
    assert not is_far(address)


@pytest.mark.parametrize("address", FAR)
def test_everything_else_is_far(address: str) -> None:
    assert not is_near(address)
    assert is_far(address)


def test_a_name_is_judged_when_it_is_dialled() -> None:
    assert not is_far("printer.shop")
    assert not is_near("printer.shop")


@pytest.mark.parametrize("where", ["8.8.8.8", "169.254.169.254"])
def test_a_name_that_leads_far_away_is_not_dialled(
    monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 9100))
        for address in ("192.168.1.50", where)
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    def never(*_: Any) -> None:
        raise AssertionError("dialled")

    monkeypatch.setattr(socket.socket, "connect", never)
    with pytest.raises(PrinterUnreachable, match="not in the shop's own network"):
        open_device("tcp://printer.shop").send(b"slip")
