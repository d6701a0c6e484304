"""What an export is asked for: which days, which sites, in which shop. Data only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.errors import bad_field
from app.values.money import Currency


@dataclass(frozen=True)
class AskedExport:
    """Days inclusive (open where none is named), one site's books or all, and who asks when."""

    currency: Currency
    now: datetime
    today: date
    zone: str
    first: date | None = None
    last: date | None = None
    site_id: int | None = None
    site: str | None = None
    """The code of that site."""

    @property
    def until(self) -> date:
        """The day at whose end it is looked: the last one asked for, else today."""
        return self.last or self.today

    def words(self) -> str:
        """The days as a heading has them."""
        if self.first is None:
            return f"through {self.until.isoformat()}"
        return f"from {self.first.isoformat()} through {self.until.isoformat()}"

    def at_words(self) -> str:
        """The end of the last day as a heading has it."""
        return f"at the end of {self.until.isoformat()}"


def with_days(
    asked: AskedExport, first: date | None, last: date | None, as_of: date | None
) -> AskedExport:
    """The same for these days; `as_of` is another word for the last one.

    BadInput where both are named and differ, or the last is before the first.
    """
    if last is not None and as_of is not None and last != as_of:
        raise bad_field("as_of", "and to name different days; give one of them")
    end = last or as_of
    if first is not None and end is not None and end < first:
        raise bad_field("to", "is before from")
    return replace(asked, first=first, last=end)
