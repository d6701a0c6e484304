"""A hold and a nearer date of a lot reach what was made from it, over any number of steps."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.identity.models import AuditEvent
from app.inventory.models import LotStatusChange
from app.inventory.quality_models import LotExpiryChange
from tests.inventory.bench import cases, made, make, open_bench
from tests.inventory.two_stores import NORTH, broken, site_id
from tests.purchasing.dairy import Desk
from tests.support import people
from tests.support.api import ApiClient


@pytest.fixture
def kin(api: ApiClient) -> tuple[str, str, str]:
    """A case, the jars that were in it, and some of them under a number of their own."""
    open_bench(api)
    case = cases(api)
    (jar,) = made(make(api, "repack", [(case, "1")], [{"sku": "JAR", "quantity": "12"}]))
    (part,) = made(make(api, "split", [(jar, "5")], [{"quantity": "5"}]))
    return case, jar, part


def _written(app: Flask) -> tuple[int, ...]:
    tables = (LotStatusChange, LotExpiryChange, AuditEvent)
    with app.app_context(), reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def _seen(api: ApiClient, field: str, *lots: str) -> list[Any]:
    return [api.get(f"/lots/{lot}").json[field] for lot in lots]


def _redate(api: ApiClient, lot: str, day: str | None) -> Any:
    return api.post(f"/lots/{lot}/expiry", {"expires_on": day, "reason": "misread"})


def test_a_hold_takes_along_what_was_made_and_says_where_it_lies(
    app: Flask, api: ApiClient, kin: tuple[str, str, str]
) -> None:
    case, jar, part = kin
    held = api.post(f"/lots/{case}/quarantine", {"reason": "glass seen"})
    assert held.status_code == 200, held.text
    told = {row["lot"]: row for row in held.json["made_from_it"]}
    assert list(told) == [jar, part]
    assert all(row["held_along"] and row["status"] == "quarantined" for row in told.values())
    assert told[part]["balances"] == [{"site": "MAIN", "location": "MAIN/DOCK", "on_hand": "5"}]
    assert _seen(api, "status", *kin) == ["quarantined"] * 3
    assert f"glass seen (with lot {case})" in Desk(app, "manager").get(f"/lots/{part}").text
    sale = {"till": "T1", "lines": [{"sku": "JAR", "quantity": "1", "lot": part}]}
    refused = api.post("/sales", sale | {"payments": [{"tender": "cash", "amount": "9.00"}]})
    assert refused.json["code"] == "lot_quarantined"
    assert api.post(f"/lots/{case}/release", {"reason": "it was ice"}).status_code == 200
    assert _seen(api, "status", *kin) == ["released", "quarantined", "quarantined"]
    assert broken(app) == []


def test_a_hold_leaves_alone_what_it_is_told_to_what_is_sold_out_and_what_is_recalled(
    app: Flask, api: ApiClient, kin: tuple[str, str, str]
) -> None:
    case, jar, part = kin
    held = api.post(f"/lots/{case}/quarantine", {"reason": "dented", "alone": True}).json
    assert [row["held_along"] for row in held["made_from_it"]] == [False, False]
    assert _seen(api, "status", *kin) == ["quarantined", "released", "released"]
    assert api.post(f"/lots/{jar}/write-off", {"reason": "spilt"}).status_code == 200
    assert api.post("/recalls", {"reason": "x", "scope": {"lots": [part]}}).status_code == 201
    again = api.post(f"/lots/{case}/quarantine", {"reason": "dented"}).json
    assert [(row["lot"], row["held_along"]) for row in again["made_from_it"]] == [(part, False)]
    assert _seen(api, "status", *kin) == ["quarantined", "released", "recalled"]
    assert broken(app) == []


def test_a_nearer_date_reaches_what_is_dated_later_and_nothing_else(
    app: Flask, api: ApiClient, kin: tuple[str, str, str]
) -> None:
    case, jar, part = kin
    assert _redate(api, part, "2099-01-15").status_code == 200
    done = _redate(api, case, "2099-03-01")
    assert done.status_code == 200, done.text
    told = {row["lot"]: row["expires_on"] for row in done.json["made_from_it"]}
    assert told == {jar: "2099-03-01", part: "2099-01-15"}
    (change,) = api.get(f"/lots/{jar}/expiry").json["changes"]
    assert (change["kind"], change["reason"]) == ("earlier", f"misread (with lot {case})")
    assert len(api.get(f"/lots/{part}/expiry").json["changes"]) == 1
    later = _redate(api, case, "2099-09-09").json["request"]["request"]
    manager = ApiClient(app.test_client(), people.token(app, "manager"))
    assert manager.post(f"/lot-requests/{later}/approve", {}).status_code == 200
    assert _seen(api, "expires_on", *kin) == ["2099-09-09", "2099-03-01", "2099-01-15"]
    assert broken(app) == []


def test_a_refused_hold_or_date_touches_no_kin(
    app: Flask, api: ApiClient, kin: tuple[str, str, str]
) -> None:
    case, jar, part = kin
    other = make(api, "split", [(case, "2")], [{"quantity": "2"}]).json["outputs"][0]["lot"]
    assert api.post("/recalls", {"reason": "x", "scope": {"lots": [other]}}).status_code == 201
    before = _written(app)
    for answer in (
        api.post(f"/lots/{other}/quarantine", {"reason": "late"}),
        _redate(api, other, "2098-01-01"),
        _redate(api, case, "2099-05-31"),
        api.post(f"/lots/{case}/quarantine", {"reason": "x", "alone": "maybe"}),
    ):
        assert answer.status_code in {400, 409}, answer.text
    assert _written(app) == before
    assert _seen(api, "status", case, jar, part) == ["released"] * 3


def test_kin_at_another_site_is_held_too_but_not_told_to_a_person_of_this_one(
    app: Flask, api: ApiClient, kin: tuple[str, str, str]
) -> None:
    case, jar, part = kin
    assert api.post("/sites", NORTH).status_code == 201
    sent = {"from_site": "MAIN", "to_site": "NORTH", "lines": [{"lot": part, "quantity": "5"}]}
    number = api.post("/stock/transfers", sent).json["number"]
    came = {"lines": [{"lot": part, "quantity": "5"}]}
    assert api.post(f"/stock/transfers/{number}/receive", came).status_code in {200, 201}
    here = people.token(app, "manager", site_id=site_id(app, "MAIN"))
    held = ApiClient(app.test_client(), here).post(f"/lots/{case}/quarantine", {"reason": "x"})
    assert [row["lot"] for row in held.json["made_from_it"]] == [jar]
    assert _seen(api, "status", *kin) == ["quarantined"] * 3


def test_the_pages_list_the_kin_before_and_count_it_after(
    app: Flask, api: ApiClient, kin: tuple[str, str, str]
) -> None:
    case, jar, part = kin
    desk = Desk(app, "manager")
    page = desk.get(f"/lots/{case}").text
    assert "Held along" in page
    assert "An earlier date reaches" in page
    dated = {"date-expires_on": "2099-02-01", "date-reason": "misread"}
    assert desk.send(f"/lots/{case}/expiry", **dated).status_code == 302
    assert "and 2 lots made from it." in desk.get(f"/lots/{case}").text
    alone = {"hold-reason": "dented", "hold-alone": "y"}
    assert desk.send(f"/lots/{jar}/hold", **alone).status_code == 302
    assert _seen(api, "status", jar, part) == ["quarantined", "released"]
    assert desk.send(f"/lots/{case}/hold", **{"hold-reason": "dented"}).status_code == 302
    assert "is on hold, and 1 lot made from it." in desk.get(f"/lots/{case}").text
    assert "Held along" not in desk.get(f"/lots/{part}").text
