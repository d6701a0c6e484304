"""Commands for whoever keeps the shop: `doctor`, `anchor`, `send-mail`, `backup FILE`, `restore`.

The doctor reads and never repairs. A restore ends with the doctor.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from app import clock
from app.backup import BackupRefused, back_up, refuse_foreign_file, take_back
from app.db import UNREACHABLE, db, is_sqlite, reading, transaction
from app.errors import ShopError
from app.identity.models import Site
from app.mail.sending import send_due
from app.opening import bring_up, is_up
from app.reporting.integrity import CheckResult, run_checks
from app.sales.anchor_key import anchor_key
from app.sales.services.anchor_day import anchor_day
from app.sqlite import database_facts
from config import Settings

FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


def _line(result: CheckResult) -> str:
    return f"ok  {result.name}" if result.ok else f"BAD {result.name}: {result.detail}"


def _verdict(results: Sequence[CheckResult]) -> str:
    bad = sum(not result.ok for result in results)
    if not bad:
        return f"All {len(results)} checks hold."
    return f"{bad} of {len(results)} checks {'does' if bad == 1 else 'do'} not hold."


def _size(file: Path) -> str:
    """How big a file is, in megabytes with one decimal, from 0.1 MB."""
    tenths = max(1, round(file.stat().st_size * 10 / 1_000_000))
    return f"{tenths // 10}.{tenths % 10} MB"


def examine() -> bool:
    """Print what the database is, what each check found and a last line; whether all hold."""
    with reading() as session:
        if not is_sqlite(session):  # a long history is read for minutes; nobody waits for it
            session.execute(text("SET LOCAL statement_timeout = 0"))
        for name, value in database_facts(session.connection()).items():
            click.echo(f"--  {name}: {value}")
        results = run_checks(session)
    for result in results:
        click.echo(_line(result))
    click.echo(_verdict(results))
    return all(result.ok for result in results)


def _or_say_why(work: Callable[[], None]) -> None:
    """Do it, or end with one sentence about why not."""
    try:
        work()
    except ShopError as refused:
        click.echo(refused.message, err=True)
        sys.exit(1)
    except UNREACHABLE as gone:
        click.echo(f"The database does not answer: {str(gone).splitlines()[0]}", err=True)
        sys.exit(1)


def _refuse_where_nothing_is() -> None:
    if not is_up():
        raise BackupRefused("There is no shop in this database yet.")


def _has_sales() -> bool:
    if not inspect(db.engine).has_table("sale"):
        return False
    with reading() as session:
        return session.execute(text("SELECT 1 FROM sale LIMIT 1")).first() is not None


def _keep_what_is_here() -> None:
    """A copy of a shop that has sales, made before it is replaced, so that nothing is lost."""
    settings: Settings = current_app.extensions["lotwise"].settings
    settings.instance.mkdir(parents=True, exist_ok=True)
    kept = settings.instance / f"before-restore-{clock.now():%Y%m%dT%H%M%S}.backup"
    back_up(db.engine, kept.absolute())
    click.echo(f"--  what was here is kept in {kept}")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Make every integrity check; succeeds only where all of them hold."""
    _or_say_why(_refuse_where_nothing_is)
    if not examine():
        sys.exit(1)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["lotwise"].settings
    return settings


def anchor_yesterday() -> list[str]:
    """Sign the heads of every site's chains for the day that is over; the sites anchored."""
    now, key = clock.now(), anchor_key(_settings().instance)

    def work(session: Session) -> list[str]:
        done = []
        for site in session.scalars(select(Site).order_by(Site.id)):
            day = clock.local_day(now, site.time_zone) - timedelta(days=1)
            if anchor_day(session, site, day, key=key, at=now) is not None:
                done.append(site.code)
        return done

    return transaction(work)


@click.command("anchor")
@with_appcontext
def anchor() -> None:
    """Sign yesterday's end of every till's records; run it nightly."""
    _or_say_why(_refuse_where_nothing_is)
    for site in anchor_yesterday():
        click.echo(f"anchored {site}")
    click.echo(f"key {anchor_key(_settings().instance).public}")


@click.command("send-mail")
@with_appcontext
def send_mail() -> None:
    """Send the mails that wait; run it every few minutes where a mail server is set up."""
    _or_say_why(_refuse_where_nothing_is)
    click.echo(f"tried {send_due()}")


@click.command("backup")
@FILE
@with_appcontext
def backup(file: Path) -> None:
    """Write a consistent copy of the shop to FILE, a new file, while it sells."""

    def work() -> None:
        _refuse_where_nothing_is()
        back_up(db.engine, file.absolute())
        click.echo(f"Backup written: {file}, {_size(file)}")

    _or_say_why(work)


@click.command("restore")
@FILE
@click.option("--replace", is_flag=True, help="Do not keep a copy of what is here first.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Put the copy in FILE in the place of this shop, then ask the doctor."""

    def work() -> None:
        refuse_foreign_file(db.engine, file)
        if not replace and _has_sales():
            _keep_what_is_here()
        for engine in db.engines.values():
            engine.dispose()
        take_back(db.engine, file.absolute())

    _or_say_why(work)
    bring_up()
    if not examine():
        sys.exit(1)


def register_maintenance(app: Flask) -> None:
    """Hang the commands into the application."""
    for command in (doctor, anchor, send_mail, backup, restore):
        app.cli.add_command(command)
