"""Whatever comes in, one Reading comes out, and it keeps its promises."""

from datetime import date
from time import perf_counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.gs1.check_digits import has_check_digit
from app.gs1.parse import read
from app.gs1.rcn import REGIONS, rules_for
from app.gs1.reading import Kind

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2110, 12, 31))
PREFIXES = st.sampled_from(
    ["", "]C1", "]d2", "]Q3", "]e0", "]E0", "]E4", "]Q1", "]d1", "]", "(01)", "https://a/01/",
     "01", "10", "\x1d", "(", "urn:epc:id:sgtin:", "00", "3103", "8020", "7003", "02"]
)  # fmt: skip
CODELIKE = st.text(alphabet="0123456789AB()[]/%?&=+.#\x1d\\|]e ", max_size=60)
ANYTHING = st.text(alphabet=st.characters(), max_size=200)
TEXTS = st.one_of(ANYTHING, st.builds(str.__add__, PREFIXES, CODELIKE | ANYTHING))


@settings(max_examples=1500)
@given(data=TEXTS, today=DAYS, region=st.sampled_from(["", *REGIONS]))
@example(data="\ud800\udfff", today=date(2026, 1, 1), region="")
@example(data="]C117000229", today=date(2060, 1, 1), region="")
@example(data="(01)" * 128, today=date(2026, 1, 1), region="")
@example(data="https://a/" + "/" * 500, today=date(2026, 1, 1), region="")
def test_any_text_gives_one_safe_reading(data: str, today: date, region: str) -> None:
    reading = read(data, today=today, rcn=rules_for(region))
    assert len(reading.raw) <= 128
    assert len(reading.text) <= 128
    (reading.raw + reading.text + reading.error).encode("utf-8")
    assert reading.kind is not Kind.UNREADABLE or reading.error
    for number in (reading.gtin14, reading.lookup_gtin14, reading.content_gtin14):
        assert number is None or (len(number) == 14 and has_check_digit(number))
    assert reading.lot is None or 0 < len(reading.lot) <= 20


@given(digits=st.text(alphabet="0123456789", max_size=30))
def test_digits_alone_never_raise_and_never_hide(digits: str) -> None:
    reading = read(digits, today=date(2026, 11, 21))
    assert reading.text == digits


def test_a_stuck_keyboard_costs_no_time() -> None:
    for data in (
        "1" * 10_000_000,
        "\x1d" * 10_000_000,
        "]C1" + "10A" * 1_000_000,
        "\0" * 10_000_000,
    ):
        started = perf_counter()
        assert read(data, today=date(2026, 11, 21)).kind is Kind.UNREADABLE
        assert perf_counter() - started < 0.05
