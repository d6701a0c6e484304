"""The mistakes a person or program can make, each with a clear sentence, a code and an HTTP status.

One handler turns them into a page, a till notice or problem+json. They never hide a fault of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class ShopError(Exception):
    """Something the shop refuses; nothing has been written when it is raised to the edge."""

    code = "refused"
    status = 409
    title = "Refused"

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data: dict[str, Any] = data


class BadInput(ShopError):
    """The request itself is wrong: names each field and what is the matter with it."""

    code = "invalid"
    status = 400
    title = "Bad input"

    def __init__(self, message: str, errors: Sequence[tuple[str, str]] = (), **data: Any) -> None:
        super().__init__(message, **data)
        self.errors = [{"field": field, "message": text} for field, text in errors]


def bad_field(field: str, message: str) -> BadInput:
    """Bad input in one field."""
    return BadInput(f"{field}: {message}", [(field, message)])


class NotSignedIn(ShopError):
    """No person or program is behind the request."""

    code, status, title = "unauthorized", 401, "Not signed in"


class Forbidden(ShopError):
    """The role may not do this."""

    code, status, title = "forbidden", 403, "Not allowed"


class NotFound(ShopError):
    """No such record, or it belongs to a site the person does not work at."""

    code, status, title = "not_found", 404, "Not found"


class AlreadyExists(ShopError):
    """The code, number or name is taken."""

    code, title = "already_exists", "Already exists"


class KeyReused(ShopError):
    """An idempotency key came back with another body."""

    code, status, title = "idempotency_key_reused", 422, "Idempotency key reused"


class TooManyTries(ShopError):
    """Too many wrong passwords in a row."""

    code, status, title = "too_many_tries", 429, "Too many tries"


class WrongPin(ShopError):
    """Not this person's PIN, or nobody whose PIN it could be; `left` tries remain here."""

    code, status, title = "wrong_pin", 403, "Wrong PIN"


class PinLocked(ShopError):
    """Five wrong PINs of a person in one place: the password or a manager opens it again."""

    code, status, title = "pin_locked", 403, "PIN locked"


class ApprovalMissing(Forbidden):
    """Beyond the person's own rights, and nobody with the right has said yes to it."""

    code, title = "approval_missing", "Approval needed"


class SecondPersonNeeded(ShopError):
    """One person alone may not do this: ask, and let somebody else say yes."""

    code, title = "second_person_needed", "Second person needed"


class ApprovalUsed(ShopError):
    """The approval stands under another document already: each is good for one."""

    code, title = "approval_used", "Approval used already"


class Busy(ShopError):
    """The database did not answer in time; nothing was written; try again."""

    code, status, title = "busy", 503, "Busy"


class LotRefused(ShopError):
    """A lot may not leave for this purpose."""


class LotExpired(LotRefused):
    """Past its use-by date, or too few days left for this product's rule."""

    code, title = "lot_expired", "Lot expired"


class LotRecalled(LotRefused):
    """Under recall: never sold, never released by hand."""

    code, title = "lot_recalled", "Lot recalled"


class LotQuarantined(LotRefused):
    """Held."""

    code, title = "lot_quarantined", "Lot held"


class NotEnoughStock(ShopError):
    """Less on hand than asked for; `alternatives` names what could be taken."""

    code, title = "not_enough_stock", "Not enough stock"


class LotChoiceNeeded(ShopError):
    """The product's policy leaves the choice to a person; `alternatives` lists the lots."""

    code, title = "lot_choice_needed", "Choose a lot"


class PaymentShort(ShopError):
    """The tenders do not cover the total."""

    code, title = "payment_short", "Payment short"


class VoucherRefused(ShopError):
    """A voucher that cannot pay this; nothing was taken off it."""


class VoucherUnknown(VoucherRefused):
    """A number written like ours that is on no voucher."""

    code, title = "voucher_unknown", "No such voucher"


class VoucherEmpty(VoucherRefused):
    """Less is left on the voucher than was asked of it; `left` says how much."""

    code, title = "voucher_empty", "Too little on the voucher"


class VoucherExpired(VoucherRefused):
    """Past the last day the voucher was good on."""

    code, title = "voucher_expired", "Voucher expired"


class PeriodClosed(ShopError):
    """The books of that day are closed."""

    code, title = "period_closed", "Period closed"


class Unbalanced(ShopError):
    """Debits differ from credits."""

    code, title = "unbalanced", "Entry does not balance"


class WrongState(ShopError):
    """The record is not in a state that allows this."""

    code, title = "wrong_state", "Not possible now"


class ReturnRefused(ShopError):
    """More than was sold, or a disposition the lot's state forbids."""

    code, title = "return_refused", "Return refused"


class SeriesBehind(ShopError):
    """A terminal asks before handing over what it recorded; `last_op` and `head` are known here."""

    code, title = "series_behind", "Hand over the queue first"
