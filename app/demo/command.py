"""The command `demo`: a shop worth looking at, in an empty database, whole or not at all.

Everything is written in one transaction, so an interrupted demo leaves the shop as it was.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app import clock
from app.db import reading, transaction
from app.demo.founding import refuse_unless_empty
from app.demo.history import write_history
from app.demo.parties import PASSWORD
from app.demo.scan_sheet import sheet_html
from app.demo.stage import DAYS, Setting
from app.errors import ShopError, WrongState
from app.identity.queries import DemoLogin, demo_logins
from app.identity.services import hash_password
from app.opening import bring_up_if_new

QUARTER = DAYS // 4


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Leave a shop that is not empty as it is.")
@click.option(
    "--sheet",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write a page of codes to scan to this file.",
)
@with_appcontext
def demo_command(if_empty: bool, sheet: Path | None) -> None:
    """Fill an empty shop with made-up goods, people and four months of trade."""
    bring_up_if_new()
    try:
        make_demo_shop()
    except WrongState as error:
        if not if_empty:
            _stop(error)
    except ShopError as error:
        _stop(error)
    with reading() as session:
        logins = demo_logins(session)
    if sheet is not None:
        sheet.write_text(sheet_html(), encoding="utf-8")
    _tell(logins)


def make_demo_shop() -> None:
    """Write the whole demo; WrongState where the shop is not empty. Nothing or all is written."""
    shop = current_app.extensions["lotwise"]
    setting = Setting(clock.now(), shop.currency, shop.prices_include_tax, shop.in_store)
    transaction(refuse_unless_empty)
    password_hash = hash_password(PASSWORD)
    with _progress() as tick:

        def work(session: Session) -> None:
            refuse_unless_empty(session)
            write_history(session, setting, password_hash, tick)

        transaction(work)


def _stop(error: ShopError) -> None:
    click.echo(error.message, err=True)
    sys.exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """A bar on a terminal, four lines elsewhere; both on standard error."""
    label = f"Making a demo shop with {DAYS} days of trade"
    if sys.stderr.isatty():
        with click.progressbar(length=DAYS, label=label, file=sys.stderr) as bar:
            yield lambda: bar.update(1)
        return
    click.echo(label, err=True)
    done = iter(range(1, 10 * DAYS))

    def tick() -> None:
        day = next(done)
        if day % QUARTER == 0:
            click.echo(f"  {day} of {DAYS} days", err=True)

    yield tick


def _tell(logins: list[DemoLogin]) -> None:
    """Who can sign in; nothing where the shop is no demo."""
    for login in logins:
        click.echo(f"Log in as  {login.name} ({login.role}) / {login.password}")
