"""A purchase order on paper: packs, prices, terms and total, and no price for those who may not."""

from collections.abc import Callable

import pypdfium2
import pytest
from flask.testing import FlaskClient

from tests.purchasing.dairy import furnish
from tests.support.api import ApiClient


def _text(client: FlaskClient, number: str) -> str:
    answer = client.get(f"/purchase-orders/{number}/order.pdf")
    assert answer.mimetype == "application/pdf"
    page = pypdfium2.PdfDocument(answer.data)[0]
    return " ".join(str(page.get_textpage().get_text_bounded()).split())


def test_the_paper_says_what_is_ordered_at_which_terms(
    api: ApiClient, client_as: Callable[[str], FlaskClient]
) -> None:
    number = furnish(api)
    text = _text(client_as("manager"), number)
    assert all(word in text for word in ("Purchase order", number, "Alpine Dairy", "MAIN"))
    assert "5 case" in text
    assert "14.40 / case" in text
    assert "114.00 USD" in text  # 5 x 14.40 + 20 x 2.10
    assert "60" in text


@pytest.mark.parametrize("role", ["receiver"])
def test_a_receivers_copy_is_without_prices(
    api: ApiClient, client_as: Callable[[str], FlaskClient], role: str
) -> None:
    text = _text(client_as(role), furnish(api))
    assert "5 case" in text
    assert "14.40" not in text
    assert "114.00" not in text


def test_there_is_no_paper_of_an_order_that_is_not_there(
    client_as: Callable[[str], FlaskClient],
) -> None:
    assert client_as("manager").get("/purchase-orders/PO-999999/order.pdf").status_code == 404
