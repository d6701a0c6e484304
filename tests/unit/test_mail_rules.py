"""States of a mail, and what is one address and nothing else."""

from datetime import timedelta

import pytest

from app.mail.rules import EVENTS, STATES, STEPS, is_address, pause, step


@pytest.mark.parametrize("text", ["a@b", "orders@alpine-dairy.example", "x.y+z@mail.example.com"])
def test_an_address_is_one(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "@b", "a@", "a b@c", "a@b\nBcc: x@y", "a@b, c@d", "A <a@b>", "a@b;c@d", "a@b.",
        "a@-b", "ä@b", "a" * 65 + "@b", "a@" + "b" * 254,
    ],
)  # fmt: skip
def test_what_is_no_address_or_more_than_one_is_none(text: str) -> None:
    assert not is_address(text)


def test_every_step_leads_from_a_state_to_a_state_and_nothing_leaves_sent() -> None:
    assert {state for state, _ in STEPS} | set(STEPS.values()) == set(STATES)
    assert {event for _, event in STEPS} == set(EVENTS)
    with pytest.raises(KeyError):
        step("sent", "again")


def test_waiting_doubles_up_to_a_day() -> None:
    assert [pause(tries) // timedelta(minutes=1) for tries in (0, 1, 2, 3, 99)] == [
        1, 1, 2, 4, 1440,
    ]  # fmt: skip
