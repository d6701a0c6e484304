"""Check digits and check characters of GS1 keys. Never decides what a number is for."""

from typing import Final

from biip.checksums import gs1_price_weight_check_digit, gs1_standard_check_digit

CSET82: Final = (
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)
CSET32: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def is_digits(text: str) -> bool:
    """Only the ten ASCII digits, and at least one. (`str.isdigit` also takes ⁰ and ٣.)"""
    return text.isascii() and text.isdigit()


def check_digit(payload: str) -> str:
    """The GS1 check digit of a number without one (General Specifications 7.9)."""
    return str(gs1_standard_check_digit(payload))


def measure_check_digit(value: str) -> str:
    """The check digit of four or five price or weight digits (General Specifications 7.9.2)."""
    return str(gs1_price_weight_check_digit(value))


def has_check_digit(number: str) -> bool:
    """Does the last digit check the others?"""
    return len(number) > 1 and is_digits(number) and check_digit(number[:-1]) == number[-1]


def _primes(count: int) -> list[int]:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found


def check_characters(payload: str) -> str:
    """The two check characters of a Global Model Number (General Specifications 7.9.5)."""
    weighted = zip(reversed(payload), _primes(len(payload)), strict=True)
    total = sum(CSET82.index(character) * prime for character, prime in weighted) % 1021
    return CSET32[total >> 5] + CSET32[total & 31]


def has_check_characters(text: str) -> bool:
    """Do the last two characters check the others?"""
    known = len(text) > 2 and all(character in CSET82 for character in text)
    return known and check_characters(text[:-2]) == text[-2:]
