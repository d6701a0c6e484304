"""What docs/demo.md tells people to scan gets the verdict it says, and the sheet shows it too."""

import re
from pathlib import Path

import pytest

from app.db import reading
from app.demo.parties import LOGINS
from app.demo.scans import DELIVERY, SCALE_LABEL, SCALE_RULE, TRIALS
from app.identity.queries import demo_logins
from tests.demo.shop import DemoShop
from tests.support import people
from tests.support.api import ApiClient

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([^|]+) \| `([^`]+)` \| `(\w+)` \|$", re.MULTILINE)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def api(demo: DemoShop) -> ApiClient:
    """The API of the demo shop under an owner's token."""
    return ApiClient(demo.app.test_client(), people.token(demo.app, "owner"))


def test_the_page_lists_the_codes_of_the_sheet() -> None:
    told = [(each.title, each.text, each.verdict) for each in (*TRIALS, *DELIVERY)]
    assert ROW.findall(PAGE) == told
    assert f"`{SCALE_LABEL}`" in PAGE
    assert f'SHOP_IN_STORE_CODES="{SCALE_RULE}"' in PAGE


def test_each_code_of_the_page_gets_the_verdict_it_says(api: ApiClient) -> None:
    said, wanted = {}, {}
    for what, data, verdict in ROW.findall(PAGE):
        answer = api.post("/scans", {"data": data})
        assert answer.status_code == 200
        said[what], wanted[what] = answer.json["verdict"], verdict
    assert said == wanted


def test_a_label_of_the_scale_tells_product_and_weight(api: ApiClient) -> None:
    answer = api.post("/scans", {"data": SCALE_LABEL}).json
    assert (answer["verdict"], answer["sku"]) == ("ok", "CH-PARMIGIANO")
    assert answer["weight"] == "0.425"


def test_a_case_counts_six_and_a_weighed_pack_its_weight(api: ApiClient) -> None:
    texts = {each.title: each.text for each in TRIALS}
    case = api.post("/scans", {"data": texts["Barolo, a case of six"]}).json
    cheese = api.post("/scans", {"data": texts["Comté, 312 g, lot on the label"]}).json
    assert (case["quantity"], case["unit"]) == ("6", "case")
    assert cheese["quantity"] == "0.312"


def test_the_sheet_shows_every_code_with_its_symbol(demo: DemoShop) -> None:
    page = demo.sheet.read_text(encoding="utf-8")
    assert page.count("<svg") == len(TRIALS) + len(DELIVERY) + 1
    assert all(each.text in page for each in (*TRIALS, *DELIVERY))
    assert "<script" not in page


def test_everybody_the_door_shows_can_sign_in(demo: DemoShop) -> None:
    with demo.app.app_context(), reading() as session:
        shown = demo_logins(session)
    assert [(each.name, each.role) for each in shown] == [
        (login.name, login.role) for login in LOGINS
    ]
    for login in shown:
        somebody = people.Somebody(0, login.name, login.role, login.password)
        answer = people.sign_in(demo.app.test_client(), somebody)
        assert answer.status_code == 302, login.name
        assert "/sign-in" not in answer.location
        assert f"| {login.name} | {login.role} |" in PAGE
