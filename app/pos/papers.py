"""A document of a till together with its paper."""

from __future__ import annotations

from dataclasses import dataclass

from app.values.document import DocumentRef
from printing.documents import SalesReceipt


@dataclass(frozen=True)
class Paper:
    """A document of a till and its paper; `by_hand` means it is printed only when somebody asks."""

    about: DocumentRef
    document: SalesReceipt
    site_id: int
    till: str
    by_hand: bool = False
    link: str = ""
