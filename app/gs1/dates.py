"""GS1 dates: two-digit years and day 00. Never reads a clock: `today` is always given."""

import calendar
from datetime import date, datetime


def full_year(two_digits: int, today: date) -> int:
    """The year meant by YY: 49 years back to 50 ahead (General Specifications 7.12)."""
    century = today.year // 100 * 100
    ahead = two_digits - today.year % 100
    if ahead >= 51:
        return century - 100 + two_digits
    if ahead <= -50:
        return century + 100 + two_digits
    return century + two_digits


def to_date(yymmdd: str, today: date) -> date | None:
    """The day meant by YYMMDD; day 00 is the last of the month. None where there is no such day."""
    if len(yymmdd) != 6 or not (yymmdd.isascii() and yymmdd.isdigit()):
        return None
    year = full_year(int(yymmdd[:2]), today)
    month, day = int(yymmdd[2:4]), int(yymmdd[4:])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


def to_moment(yymmddhhmm: str, today: date) -> datetime | None:
    """The local minute meant by YYMMDDHHMM (AI 7003), without a zone: the label names none."""
    day = to_date(yymmddhhmm[:6], today)
    if day is None or not yymmddhhmm[6:10].isdigit():
        return None
    hour, minute = int(yymmddhhmm[6:8]), int(yymmddhhmm[8:10])
    if hour > 23 or minute > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001


def day_fault(month: str, day: str, *, leap: bool, zero_day: bool) -> str:
    """What is wrong with a month and a day, or nothing."""
    if not 1 <= int(month) <= 12:
        return "The date has an impossible month."
    last = calendar.monthrange(2000 if leap else 2001, int(month))[1]
    if not (0 if zero_day else 1) <= int(day) <= last:
        return "The date has an impossible day of the month."
    return ""
