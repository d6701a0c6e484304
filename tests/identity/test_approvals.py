"""A second person's yes: whose counts, for what, and for how many documents."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.db import reading, transaction
from app.errors import ApprovalMissing, ApprovalUsed, BadInput, Forbidden
from app.identity import approvals, services
from app.identity.actors import Actor
from app.identity.approvals import Approved, Ask, record_approval, said_offline, use_approval
from app.identity.models import Approval, ApprovalUse, Site
from app.identity.shop_context import ShopContext
from app.values.document import DocumentRef
from app.values.money import currency
from tests.identity.visitor import audited
from tests.support import people

SALE = DocumentRef("sale", "MAIN-T1-1-000001")


def _site() -> int:
    with reading() as session:
        return session.scalars(select(Site.id)).first() or 0


def _somebody(app: Flask, role: str, **more: Any) -> Actor:
    made = people.person(app, role, **more)
    return Actor(made.name, made.role, f"person:{made.id}", more.get("site_id"))


def _shop(who: Actor) -> ShopContext:
    return ShopContext(who, clock.now(), currency("EUR"), True)


def _ask(who: Actor, kind: str = "price", **more: Any) -> Ask:
    return Ask(kind, more.pop("reason", "damaged box"), "Milk 1.00", who, _site(), **more)


def _given(approver: Actor, ask: Ask) -> str:
    return transaction(lambda s: record_approval(s, approver, ask, at=clock.now()))


def _used(code: str, who: Actor, kind: str = "price", **more: Any) -> Approved:
    return transaction(
        lambda s: use_approval(s, code, kind, document=SALE, shop=_shop(who), **more)
    )


def _counts() -> tuple[int, int]:
    with reading() as session:
        given = session.scalar(select(func.count(Approval.id))) or 0
        return given, session.scalar(select(func.count(ApprovalUse.approval_id))) or 0


@pytest.fixture
def cashier(context: Flask) -> Actor:
    return _somebody(context, "cashier")


@pytest.fixture
def manager(context: Flask) -> Actor:
    return _somebody(context, "manager")


def test_a_yes_is_written_down_and_good_for_one_document(
    context: Flask, cashier: Actor, manager: Actor
) -> None:
    code = _given(manager, _ask(cashier))
    assert len(code) >= 20
    assert audited(context, "approval.given") == [(manager.name, "1")]
    assert _used(code, cashier) == Approved(manager.name, "damaged box", 100)
    with pytest.raises(ApprovalUsed, match="MAIN-T1-1-000001"):
        _used(code, cashier)
    assert _counts() == (1, 1)


def test_nobody_approves_for_themselves(context: Flask, manager: Actor) -> None:
    with pytest.raises(Forbidden, match="nobody approves for themselves"):
        _given(manager, _ask(manager))
    assert _counts() == (0, 0)
    assert audited(context, "approval.given") == []


@pytest.mark.parametrize("kind", sorted(approvals.NEEDED))
@pytest.mark.parametrize("role", ["cashier", "receiver", "accountant"])
@pytest.mark.databases("sqlite")
def test_a_role_without_the_right_approves_nothing(
    context: Flask, cashier: Actor, role: str, kind: str
) -> None:
    another = _somebody(context, role)
    with pytest.raises(Forbidden, match="may not approve"):
        _given(another, _ask(cashier, kind))
    assert _counts() == (0, 0)


@pytest.mark.parametrize("kind", sorted(approvals.NEEDED))
@pytest.mark.databases("sqlite")
def test_a_manager_approves_whatever_can_be_asked_for(
    cashier: Actor, manager: Actor, kind: str
) -> None:
    assert _used(_given(manager, _ask(cashier, kind)), cashier, kind).approver == manager.name


def test_another_sites_manager_may_not_approve_here(
    context: Flask, write: Callable[..., Any], cashier: Actor
) -> None:
    north = write(
        lambda s: services.create_site(
            s, "NORTH", name="North", kind="store", time_zone="UTC", at=clock.now()
        )
    )
    stranger = _somebody(context, "manager", site_id=north)
    with pytest.raises(Forbidden, match="another site"):
        _given(stranger, _ask(cashier))
    assert _counts() == (0, 0)


def test_an_unknown_kind_or_no_reason_is_a_wrong_field(cashier: Actor, manager: Actor) -> None:
    for ask in (_ask(cashier, "everything"), _ask(cashier, reason="  ")):
        with pytest.raises(BadInput):
            _given(manager, ask)
    assert _counts() == (0, 0)


def test_a_code_counts_only_for_its_kind_its_site_and_its_day(
    cashier: Actor, manager: Actor, clock: Any
) -> None:
    clock.at("2026-11-21T10:00:00+00:00")
    code = _given(manager, _ask(cashier))
    for wrong in ({"kind": "void"}, {"site_id": _site() + 1}):
        with pytest.raises(ApprovalMissing):
            _used(code, cashier, **wrong)
    with pytest.raises(ApprovalMissing):
        _used("made up", cashier)
    clock.forward(hours=25)
    with pytest.raises(ApprovalMissing):
        _used(code, cashier)
    assert _counts() == (1, 0)


def test_a_yes_of_somebody_kept_out_since_does_not_count(
    context: Flask, write: Callable[..., Any], cashier: Actor, manager: Actor
) -> None:
    code, owner = _given(manager, _ask(cashier)), _somebody(context, "owner")
    manager_id = int(manager.key.removeprefix("person:"))
    write(lambda s: services.set_active(s, manager_id, False, at=clock.now(), by=owner))
    with pytest.raises(ApprovalMissing, match="any more"):
        _used(code, cashier)
    assert _counts() == (1, 0)


def test_a_yes_taken_offline_is_held_against_the_rights_again(
    context: Flask, cashier: Actor, manager: Actor
) -> None:
    where = {"asked_by": cashier.name, "site_id": _site()}
    with reading() as session:
        counted = said_offline(session, manager.name.upper(), "expired", **where)
        assert counted == Approved(manager.name, "", 100)
        assert said_offline(session, cashier.name, "expired", **where) is None
        assert said_offline(session, "Nobody", "expired", **where) is None
        assert said_offline(session, manager.name, "everything", **where) is None
        own = {**where, "asked_by": manager.name}
        assert said_offline(session, manager.name, "expired", **own) is None
