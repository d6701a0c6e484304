"""The wall clock under a test's control. It never touches the clock of a server process."""

from datetime import datetime, timedelta
from typing import Any


class Clock:
    """Wraps time-machine's fixture in the suite's own words."""

    def __init__(self, machine: Any) -> None:
        self._machine = machine

    def at(self, instant: str | datetime) -> None:
        """Stop the clock at an instant, such as `2026-11-21T10:00:00+00:00`."""
        moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
        self._machine.move_to(moment, tick=False)

    def forward(self, **step: float) -> None:
        """Let time pass: forward(days=1, hours=2)."""
        self._machine.shift(timedelta(**step))
