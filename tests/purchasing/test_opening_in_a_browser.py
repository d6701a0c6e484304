"""Opening stock through the page: a file that is wrong, put right, looked at and taken in."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.inventory.two_stores import broken
from tests.purchasing.dairy import furnish
from tests.support import people
from tests.support.api import ApiClient

HEAD = "location;sku;quantity;line_cost;supplier;supplier_lot;expires_on"
WRONG = (
    "MAIN/STOCK;YOG;24;28,80;DAIRY;Y1;24.12.2099",
    "MAIN/STOCK;YARN;1,5;3;;;",
    "MAIN/X;RYE;1;1;;;",
)
RIGHT = (WRONG[0], "MAIN/STOCK;YARN;3;0;;;", "MAIN/DOCK;RYE;1;1,10;DAIRY;R9;01.01.2020")


def _choose(page: Page, path: Path, rows: tuple[str, ...]) -> None:
    path.write_text("\n".join((HEAD, *rows)))
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="Look at the file").click()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_file_is_looked_at_put_right_and_taken_in(
    page: Page, app: Flask, api: ApiClient, tmp_path: Path
) -> None:
    furnish(api)
    people.sign_in_browser(page, people.person(app, "manager"))
    page.goto("/stock/opening")
    _choose(page, tmp_path / "shelves.csv", WRONG)
    found = page.locator("#opening-result")
    expect(found.locator(".verdict-title")).to_have_text("2 rows are wrong; nothing was written")
    expect(found).to_contain_text("YARN is counted in whole pieces")
    expect(found).to_contain_text("there is no location MAIN/X")
    expect(page.get_by_role("button", name="Take in")).to_have_count(0)
    assert Axe().run(page).response["violations"] == []

    _choose(page, tmp_path / "again.csv", RIGHT)
    expect(found.locator(".verdict-title")).to_have_text("3 rows can come in")
    expect(found).to_contain_text("2020-01-01 has passed")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Take in").click()
    page.wait_for_url("**/stock/opening/OS-000001")
    expect(page.locator("tbody tr")).to_have_count(3)
    with page.expect_download() as got:
        page.get_by_role("link", name="Our lot numbers").click()
    lots = [line["lot"] for line in api.get("/stock/openings/OS-000001").json["lines"]]
    kept = Path(got.value.path()).read_text("utf-8-sig")
    assert all(lot in kept for lot in lots)
    assert broken(app) == []

    page.goto("/stock/opening")
    _choose(page, tmp_path / "again.csv", RIGHT)
    expect(found).to_contain_text("This very file came in already, as OS-000001")
    page.complaints.clear()  # type: ignore[attr-defined]
