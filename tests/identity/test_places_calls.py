"""Calls for sites, locations, tills, customers and suppliers."""

import pytest

from tests.support.api import ApiClient


def test_a_new_site_has_a_dock_stock_quarantine_and_returns(api: ApiClient) -> None:
    site = {"code": "NORTH", "name": "North", "kind": "store", "time_zone": "Europe/Berlin"}
    answer = api.post("/sites", site)
    assert (answer.status_code, answer.json) == (201, site)
    places = api.get("/locations", site="NORTH").json["items"]
    assert {place["code"]: place["kind"] for place in places} == {
        "NORTH/DOCK": "dock",
        "NORTH/STOCK": "stock",
        "NORTH/QUARANTINE": "quarantine",
        "NORTH/RETURNS": "returns",
    }
    assert [each["code"] for each in api.get("/sites").json["items"]] == ["MAIN", "NORTH"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "America"),
        ("time_zone", "../../etc/passwd"),
        ("kind", "castle"),
        ("code", "A/B"),
        ("code", ""),
        ("code", "x" * 65),
        ("name", ""),
        ("name", None),
        ("colour", "red"),
    ],
)
def test_a_wrong_site_is_refused_by_its_field(api: ApiClient, field: str, value: object) -> None:
    body = {"code": "NORTH", "name": "North", "kind": "store", "time_zone": "UTC", field: value}
    answer = api.post("/sites", body)
    assert answer.status_code == 400
    assert answer.json["errors"][0]["field"] == field
    assert len(api.get("/sites").json["items"]) == 1
    assert len(api.get("/locations").json["items"]) == 4


def test_a_location_belongs_to_the_site_its_code_begins_with(api: ApiClient) -> None:
    assert api.post("/locations", {"code": "MAIN/A1", "kind": "stock"}).json["site"] == "MAIN"
    given = {"code": "A2", "kind": "stock", "site": "MAIN"}
    assert api.post("/locations", given).status_code == 201
    for wrong in ({"code": "A3", "kind": "stock"}, {"code": "WEST/A1", "kind": "stock"}):
        answer = api.post("/locations", wrong)
        assert answer.json["errors"][0]["field"] == "site"
    answer = api.post("/locations", {"code": "MAIN/B1", "kind": "transit"})
    assert answer.json["errors"][0]["field"] == "kind"
    assert len(api.get("/locations").json["items"]) == 6


def test_a_till_stands_at_a_site(api: ApiClient) -> None:
    assert api.post("/tills", {"code": "T2", "site": "MAIN"}).status_code == 201
    assert api.post("/tills", {"code": "T3", "site": "WEST"}).status_code == 400
    assert [till["code"] for till in api.get("/tills").json["items"]] == ["T1", "T2"]


BODIES = (
    ("/sites", {"code": "NORTH", "name": "North"}),
    ("/locations", {"code": "MAIN/A1", "kind": "stock"}),
    ("/tills", {"code": "T2", "site": "MAIN"}),
    ("/customers", {"code": "C1", "name": "Ünal & Söhne"}),
    ("/suppliers", {"code": "S1", "name": "Dairy"}),
)


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_a_taken_code_is_refused_and_a_repeat_gets_the_first_answer(
    api: ApiClient, path: str, body: dict[str, str]
) -> None:
    first = api.post(path, body, key="one")
    assert first.status_code == 201
    count = len(api.get(path).json["items"])
    refused = api.post(path, body)
    assert (refused.status_code, refused.json["code"]) == (409, "already_exists")
    again = api.post(path, body, key="one")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(api.get(path).json["items"]) == count


@pytest.mark.parametrize("path", ["/customers", "/suppliers"])
def test_people_to_deal_with_are_found_by_code_name_mail_or_phone(
    api: ApiClient, path: str
) -> None:
    api.post(path, {"code": "A1", "name": "Ünal & Söhne", "email": "Orders@Unal.example"})
    api.post(path, {"code": "B2", "name": "100% Wool", "phone": "+49 30 123"})
    found = {q: api.get(path, q=q).json["items"] for q in ("söhne", "ORDERS@", "30 123", "0%", "_")}
    codes = {q: [each["code"] for each in items] for q, items in found.items()}
    assert codes == {"söhne": ["A1"], "ORDERS@": ["A1"], "30 123": ["B2"], "0%": ["B2"], "_": []}


def test_a_list_is_read_page_by_page_by_its_cursor(api: ApiClient) -> None:
    for number in range(5):
        api.post("/customers", {"code": f"C{number}", "name": "Same name"})
    seen, cursor = [], ""
    while True:
        page = api.get("/customers", limit=2, **({"cursor": cursor} if cursor else {})).json
        seen += [each["code"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["C0", "C1", "C2", "C3", "C4"]


@pytest.mark.parametrize(
    "query", [{"cursor": "rubbish"}, {"limit": "0"}, {"limit": "9999"}, {"limit": "٣"}, {"x": "1"}]
)
def test_a_strange_query_is_refused(api: ApiClient, query: dict[str, str]) -> None:
    answer = api.get("/customers", **query)
    assert answer.status_code == 400
    assert answer.json["errors"][0]["field"] == next(iter(query))
