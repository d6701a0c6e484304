"""Bodies and answers of the calls for vouchers. No rule of its own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from app.api.v1.fields import Answer, Body, Code, Day, Decimals, Money, Note
from app.api.v1.selling_shapes import no_card, word_of
from app.sales.voucher_models import VOUCHER_TENDERS


class VoucherPaymentBody(Body):
    """Money for a voucher: cash or card."""

    tender: Annotated[str, word_of(VOUCHER_TENDERS)]
    amount: Money
    reference: Annotated[Note, Field(max_length=100), AfterValidator(no_card)] = ""


class VoucherBody(Body):
    """A voucher to be sold, good through a day where one is named."""

    till: Code
    amount: Money
    payments: Annotated[list[VoucherPaymentBody], Field(min_length=1, max_length=20)]
    expires_on: Day | None = None


class VoucherAnswer(Answer):
    """A voucher: its number, what it was issued for, and what is left on it."""

    number: str
    document: str
    issued: Decimals
    balance: Decimals
    state: str
    expires_on: str | None


class VoucherHistory(VoucherAnswer):
    """A voucher with everything that moved it, oldest first."""

    movements: list[dict[str, Any]]
