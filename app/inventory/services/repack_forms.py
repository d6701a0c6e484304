"""What a split, a merge, a repack and a kit may take and make. Judges lines, reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.errors import bad_field
from app.inventory.lineage_rules import TRACK
from app.inventory.models import Location
from app.inventory.services.take_apart import Lost, Parent, Taken
from app.values.quantity import quantity_text


@dataclass(frozen=True)
class Made:
    """A lot to be made: of which product, how much, where to, its weight in the cost, its day.

    Without a SKU it is of the product that was taken, without a location where that lay. Code of
    the supplier and made-on day are said only where goods had no lot before.
    """

    quantity: int
    sku: str | None = None
    location: Location | None = None
    weight: int | None = None
    expires_on: date | None = None
    supplier_lot: str | None = None
    made_on: date | None = None


@dataclass(frozen=True)
class _Form:
    """The lines of a repack as its form sees them."""

    inputs: Sequence[Taken]
    lost: Sequence[Lost]
    outputs: Sequence[Made]
    parents: Sequence[Parent]

    @property
    def skus(self) -> set[str]:
        """The products that are taken."""
        return {parent.product.sku for parent in self.parents}

    def one_product(self, word: str) -> None:
        """Raise BadInput where lots of several products are taken."""
        if len(self.skus) > 1:
            raise bad_field("inputs", f"are of several products; {word}")

    def other_products(self) -> None:
        """Raise BadInput where something is made into itself, or into nobody knows what."""
        for number, made in enumerate(self.outputs):
            if made.sku is None:
                raise bad_field(f"outputs.{number}.sku", "say which product it becomes")
            if made.sku in self.skus:
                raise bad_field(f"outputs.{number}.sku", "is what is taken; split the lot instead")

    def unit_for_unit(self) -> None:
        """Raise BadInput where a lot's own product becomes more or less than was taken."""
        for number, made in enumerate(self.outputs):
            if made.sku is not None and made.sku not in self.skus:
                raise bad_field(f"outputs.{number}.sku", "is another product; repack it instead")
            if made.weight is not None:
                raise bad_field(f"outputs.{number}.share", "follows the quantity here")
        used = sum(item.quantity for item in self.inputs) - sum(x.quantity for x in self.lost)
        made_of_it = sum(made.quantity for made in self.outputs)
        if made_of_it != used:
            told = f"{quantity_text(made_of_it)} of {quantity_text(used)}"
            raise bad_field("outputs", f"must be as much as is used: {told}")


def _split(form: _Form) -> None:
    if len(form.parents) > 1:
        raise bad_field("inputs", "one lot is split at a time")
    form.unit_for_unit()


def _merge(form: _Form) -> None:
    form.one_product("a merge is of one; make a kit instead")
    if len(form.parents) < 2:
        raise bad_field("inputs", "a merge takes two lots or more")
    if len(form.outputs) > 1:
        raise bad_field("outputs", "a merge makes one lot")
    form.unit_for_unit()


def _repack(form: _Form) -> None:
    form.one_product("make a kit instead")
    form.other_products()


def _track(form: _Form) -> None:
    form.one_product("one product is given lot numbers at a time")
    form.unit_for_unit()


def _kit(form: _Form) -> None:
    if len(form.skus) < 2:
        raise bad_field("inputs", "a kit has two products or more; repack instead")
    if len(form.outputs) > 1:
        raise bad_field("outputs", "a kit is one lot")
    form.other_products()


FORMS: Mapping[str, Callable[[_Form], None]] = MappingProxyType(
    {"split": _split, "merge": _merge, "repack": _repack, "kit": _kit, TRACK: _track}
)


def check_form(
    kind: str,
    inputs: Sequence[Taken],
    lost: Sequence[Lost],
    outputs: Sequence[Made],
    parents: Sequence[Parent],
) -> None:
    """Raise BadInput where the lines do not make a split, merge, repack or kit."""
    FORMS[kind](_Form(inputs, lost, outputs, parents))
