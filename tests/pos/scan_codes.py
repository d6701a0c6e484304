"""Codes to compare readers by: real ones, broken ones, and thousands made from them by chance.

Facts and a fixed seed only; asserts nothing.
"""

import json
import random
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import product as every
from pathlib import Path

from app.gs1.ai_table import TABLE
from app.gs1.check_digits import check_digit
from app.gs1.rcn import REGIONS
from tests.hostile import values
from tests.unit.gs1.shared_facts import DATA

HERE = Path(__file__).parent
TODAY = date(2026, 11, 21)
DAYS = (TODAY, date(1999, 12, 31), date(2049, 7, 1), date(2060, 2, 29), date(2100, 1, 1))
Case = tuple[str, date, str, bool]

WRITTEN = (
    "]C101095212345432131726123110AB7", "]d2010952123454321310AB/7\x1d210042",
    "]Q3010952123454321310AB7", "]e0010952123454321310AB7", "]J1010952123454321310AB7",
    "]E04006381333931", "]E3400638133393112", "]E496385074", "]E04006381333931|]e010AB7",
    "]c1010952123454321310AB7", "]Z9x", "]", "]C", "]d14006381333931", "]Q1LOT 7",
    "(01)09521234543213(17)270200(10)A\\(1)", "(01) 09521234543213 (10) AB7", "(", "()", "(99)",
    "\u241d010952123454321310AB<GS>17261231", "01095212345432131726123110L0000013",
    "https://id.gs1.org/01/09521234543213/10/AB%2F7?17=261231&utm=x#top",
    "HTTPS://ID.GS1.ORG/01/09521234543213/22/2A/10/1/21/3?3103=001250",
    "https://id.gs1.org/01/9521234543213", "https://a/", "https:///x", "http://a/414/x",
    "https://a/01/09521234543213?10=1", "https://a/01/09521234543213?17=1&17=2&x&=3&21",
    "https://a/8006/095212345432130102?21=3", "https://a/b/01/0952123454321%33/10/%00",
    "urn:epc:id:sgtin:0614141.107346.2017", "urn:epc:class:lgtin:0614141.107346.AB%2F7",
    "urn:epc:id:sscc:0614141.1234567890", "URN:EPC:ID:SGTIN:1.2.3",
    "urn:epc:id:sgtin:0614141.107346.%FF%c3%bc",
    "15760526", "1506152026", "2026-1121", "4006 3813 33931", "40-06381333931", "04252614",
    "425261", "106141412345678908", "9501234123458", "1012345678906", "8020ABC",
    "10AB\x1d17261231\x1d", "\x1d\x1d", "\x1d4006381333931", "10AB717261231",
    "21AB7310300125017270100",
    "010952123454321310ABCDEFGH172612312112345678", "L000001A", "LOT 7/B", "Käse 5 kg", "ſ",
    "3922123", "39301238402500", "39391234999", "3100001250", "3205123456", "32011234563103001250",
    "01095212345432133103001250392210001500", "7003261131", "70032611312360", "70032612310830",
    "17000229", "11000200", "3001", "37000", "20\u0660\u0661", "４００６３８１３３３９３１", "000000001000",
)  # fmt: skip


def _in_store_codes() -> Iterator[str]:
    for prefix in ("02", "04", *map(str, range(20, 30))):
        for body in ("1234512345", "0000000000", "0214821086", "9999999999", "1234600450"):
            yield prefix + body + check_digit(prefix + body)
    yield from ("20123451", "01234565", "02345673")


def _outside_judges() -> Iterator[Case]:
    """The vectors of the official engine, where they stand beside the repository."""
    path = DATA / "gs1_vectors.json"
    vectors = json.loads(path.read_text("utf-8"))["vectors"] if path.exists() else []
    for vector in vectors:
        config = vector.get("config") or {}
        short = bool(config.get("permit_zero_suppressed_gtin_in_digital_link"))
        yield vector["input"], TODAY, config.get("rcn_region") or "", short


def _documented() -> Iterator[str]:
    text = (HERE.parents[1] / "docs" / "algorithms" / "scans.md").read_text("utf-8")
    for code in re.findall(r"^\| `(.+?)` \|", text, re.MULTILINE):
        yield code.replace("\\|", "|").replace("\u241d", "\x1d")


def _hostile() -> Iterator[str]:
    tables = (values.ANY, values.AMOUNTS, values.SEGMENTS, values.TOKENS, values.QUERIES)
    yield from (value for table in tables for value in table.values() if isinstance(value, str))
    yield from (
        "0" * 513,
        "\x1d" * 600,
        "(01)" * 128,
        "https://a/" + "/" * 500,
        "]C1" + "10A" * 300,
    )
    yield from ("1" * 511 + "\U0001f9c0", "1" * 512 + "\U0001f9c0", "\U0001f9c0" * 512, "\x00", "")
    yield from ("3100\U0001f9c01234", "10" + "A" * 19 + "\U0001f9c0", "(\U0001f9c0)1", "\U0001f9c0")


def _every_identifier(chance: random.Random) -> Iterator[str]:
    """Each application identifier with values of every length round its limits."""
    for ai, known in TABLE.items():
        for length in {known.shortest - 1, known.shortest, known.longest, known.longest + 1}:
            letters = "0123456789" if chance.random() < 0.7 else "0123456789AZaz-/_% (é"
            value = "".join(chance.choice(letters) for _ in range(max(0, length)))
            yield from (f"]C1{ai}{value}", f"({ai}){value}", f"{ai}{value}\x1d10X")
            yield from (f"https://a/01/09521234543213?{ai}={value}", f"https://a/{ai}/{value}")


MUTANTS = "0123456789()[]/%?&=+.#\x1d\\|]e ABCab\u241d<GS>\u200f\u00e9\t\u3000-_:"


def mutated(chance: random.Random, text: str) -> str:
    """The text with one to three accidents."""
    letters = list(text)
    for _ in range(chance.randint(1, 3)):
        place = chance.randint(0, len(letters))
        act = chance.randrange(4)
        if act == 0:
            letters.insert(place, chance.choice(MUTANTS))
        elif act == 1 and place < len(letters):
            letters[place] = chance.choice(MUTANTS)
        elif act == 2 and place < len(letters):
            del letters[place]
        else:
            letters[place:] = letters[: chance.randint(0, len(letters))]
    return "".join(letters)


def _known_to_both(text: str) -> str:
    """No character that only one side's Unicode tables know; half characters joined."""
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return "".join(each for each in joined if unicodedata.category(each) != "Cn")


def codes() -> list[Case]:
    """Code, day, region of the in-store rules, and whether short GTINs in links are taken."""
    chance = random.Random(20261121)
    regions = ("", *REGIONS)
    judged = list(_outside_judges())
    plain = [*WRITTEN, *_documented(), *_hostile(), *_in_store_codes()]
    found = [*judged, *((data, TODAY, "", False) for data in plain)]
    found += [(data, TODAY, region, False) for data, region in every(_in_store_codes(), REGIONS)]
    found += [(data, TODAY, "", False) for data in _every_identifier(chance)]
    seeds = [data for data, *_rest in found]
    for _ in range(8000):
        data = mutated(chance, chance.choice(seeds))
        found.append((data, chance.choice(DAYS), chance.choice(regions), chance.random() < 0.1))
    return [(_known_to_both(data), day, region, short) for data, day, region, short in found]
