"""Pages of a recall's letters: whom to tell, as paper, as mail, and as a list for the telephone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.db import outside_transaction, reading, stream_reading, transaction
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory import queries as stock
from app.mail import worker
from app.mail.rules import is_address
from app.pos.blueprint import bp
from app.pos.letter_paper import letter_paper, letter_text
from app.sales.recall_letters import (
    HEAD,
    MOST_LETTERS,
    addressees,
    bought,
    letter_states,
    told,
    with_news,
)
from app.sales.services.send_letters import send_letters
from app.values.csv_text import csv_lines
from app.values.quantity import quantity_text
from printing.goods_slip import slip_pdf
from printing.pdf import PdfUnavailable

P = Permission
MOST_PARTS = 10_000
STATE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "queued": "waiting",
        "sending": "waiting",
        "sent": "sent",
        "failed": "refused",
        "unknown": "unknown",
    }
)
"""State of a mail -> what it counts as on the page."""


def _from(session: Session) -> dict[str, str]:
    """Who writes the letters."""
    shop, zone = identity.shop(session), identity.home_site(session, actor()).time_zone
    return {"shop_name": shop.name if shop else "", "zone": zone}


@bp.get("/recalls/<number>/letters")
@needs(P.RECALL)
def letters(number: str) -> ResponseReturnValue:
    """Whom to tell, and what became of the letters that were mailed."""
    actor().require(P.SEE_CUSTOMERS)
    with reading() as session:
        recall = stock.recall(session, number)
        found, nobody = addressees(session, number, actor())
        before, states = told(session, number), letter_states(session, number)
    shown: dict[str, Any] = {"recall": recall, "rows": found[:MOST_LETTERS], "nobody": nobody}
    mine = {each.customer: list(states.get(each.customer, {}).values()) for each in found}
    counted = Counter(STATE_WORDS[state] for sent in mine.values() for state in sent)
    shown |= {"letters": mine, "counted": counted, "all": len(found), "most": MOST_LETTERS}
    shown["by_mail"] = sum(is_address(each.email) for each in found)
    shown["news"] = len(with_news(found, before))
    return render_template("pos/letters.html", **shown)


@bp.post("/recalls/<number>/letters")
@needs(P.RECALL)
def mail_letters(number: str) -> ResponseReturnValue:
    """Write to every buyer with an address who has something new to be told; sent by and by."""
    by, at = actor(), clock.now()
    by.require(P.SEE_CUSTOMERS)
    with reading() as session:
        recall, head = stock.recall(session, number), _from(session)
    ids = transaction(
        lambda s: send_letters(s, number, lambda it: letter_text(it, recall, **head), at=at, by=by)
    )
    worker.wake(current_app)
    if ids:
        many = "1 letter waits" if len(ids) == 1 else f"{len(ids)} letters wait"
        flash(f"{many} to be sent; what became of each stands below.", "ok")
    else:
        flash("Everybody with an address has been written to; there is nothing new.", "ok")
    return redirect(url_for("pos.letters", number=number))


@bp.get("/recalls/<number>/letters.pdf")
@needs(P.RECALL)
def letters_pdf(number: str) -> ResponseReturnValue:
    """A letter per buyer, each on a sheet of its own; so many to a file, further ones by `part`."""
    part = min(max(request.args.get("part", 1, type=int), 1), MOST_PARTS)
    actor().require(P.SEE_CUSTOMERS)
    with reading() as session:
        recall, head, at = stock.recall(session, number), _from(session), clock.now()
        found, _ = addressees(session, number, actor())
    outside_transaction("making a PDF")
    mine = found[(part - 1) * MOST_LETTERS : part * MOST_LETTERS]
    return _pdf(number, [letter_paper(it, recall, **head, at=at) for it in mine])


def _pdf(number: str, papers: list[Any]) -> ResponseReturnValue:
    try:
        if papers:
            answer = Response(slip_pdf(*papers), mimetype="application/pdf")
            answer.headers.set("Content-Disposition", "inline", filename=f"{number}-letters.pdf")
            return answer
        flash("Nobody of the buyers is known by name.", "warn")
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
    return redirect(url_for("pos.letters", number=number))


def _rows(session: Session, number: str, who: Actor) -> Iterator[tuple[object, ...]]:
    yield HEAD
    for each in bought(session, number, who):
        sure = "certain" if each.certain else "possible"
        when = each.sold_at.isoformat().replace("+00:00", "Z")
        person = (each.customer, each.name, each.phone, each.email)
        goods = (each.product, each.lot, each.supplier_lot, quantity_text(each.quantity), each.unit)
        yield (sure, *person, each.sale, when, *goods)


@bp.get("/recalls/<number>/buyers.csv")
@needs(P.RECALL)
def buyers_csv(number: str) -> ResponseReturnValue:
    """Every sale line that has not come back, with whoever bought it."""
    who = actor()
    who.require(P.SEE_CUSTOMERS)
    with reading() as session:
        stock.recall(session, number)  # not found is said before the first line
    lines = stream_reading(lambda session: csv_lines(_rows(session, number, who)))
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{number}-buyers.csv")
    return answer
