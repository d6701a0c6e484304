"""The only place that reads the clock. Services are given instants and days; they never ask."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def local_day(instant: datetime, time_zone: str) -> date:
    """The calendar day of an instant at a site: the day that expiry and posting go by."""
    return instant.astimezone(ZoneInfo(time_zone)).date()


def local_time(instant: datetime, time_zone: str) -> datetime:
    """An instant as the clock on the site's wall shows it."""
    return instant.astimezone(ZoneInfo(time_zone))
