"""What one scan says, as plain data. Holds no rule and knows no shop."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """How the data was written."""

    ELEMENT_STRING = "element_string"
    DIGITAL_LINK = "digital_link"
    HRI = "hri"
    GTIN = "gtin"
    IN_STORE = "in_store"
    SSCC = "sscc"
    EPC = "epc"
    TEXT = "text"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Reading:
    """One scan. What the data does not say is None; nothing is guessed.

    `error` says why the data cannot be trusted as it stands; with kind `text` it says why it is
    not GS1 data, and the text may still be a SKU or a lot code a person typed.
    `association_error` says which partner is missing (a lot without a product): use it, flag it.
    `guessed` is True where bare text merely happens to read as GS1: try `text` as a SKU or a lot
    first. `warning` and `lot_candidates` speak up when a lot may have swallowed what follows it.
    """

    kind: Kind
    raw: str  # at most 128 characters, safe to show
    text: str = ""  # the data without symbology identifier, control and invisible characters
    gtin14: str | None = None
    lookup_gtin14: str | None = None  # the number the catalogue knows (in-store value zeroed)
    content_gtin14: str | None = None  # AI 02: what a case or pallet holds
    item_reference: str | None = None
    lot: str | None = None
    lot_candidates: tuple[str, ...] = ()
    serial: str | None = None
    expires_on: date | None = None  # AI 17, else the day of AI 7003
    expires_at: datetime | None = None  # AI 7003, local time of the label
    best_before: date | None = None  # AI 15
    sell_by: date | None = None  # AI 16
    made_on: date | None = None  # AI 11
    packed_on: date | None = None  # AI 13
    weight: Decimal | None = None  # net, in kilograms
    measures: tuple[tuple[str, Decimal], ...] = ()  # ("311", metres) and so on, by AI stem
    count: int | None = None  # AI 37, else AI 30, else an in-store count
    price: Decimal | None = None  # AI 392n, 393n, or an in-store price
    amount: Decimal | None = None  # AI 390n, 391n: payable on a slip
    currency: str | None = None  # ISO 4217 number of AI 391n, 393n
    sscc: str | None = None
    gln: str | None = None  # AI 414
    usage: str | None = None  # of an in-store number: "geo" or "company"
    internal: tuple[tuple[str, str], ...] = ()  # AI 90 to 99
    ais: tuple[tuple[str, str], ...] = ()
    guessed: bool = False
    warning: str = ""
    association_error: str = ""
    error: str = ""

    @property
    def readable(self) -> bool:
        """May the scan be used as it stands?"""
        return self.kind is not Kind.UNREADABLE and not self.error
