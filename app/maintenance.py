"""Commands for whoever keeps the shop: `doctor`, `backup FILE`, `restore FILE`.

The doctor reads and never repairs. A restore ends with the doctor.
"""

from __future__ import annotations

import sys

import click
from flask import Flask

from app.db import reading
from app.opening import is_up
from app.reporting.integrity import CheckResult, run_checks
from app.sqlite import database_facts


def _line(result: CheckResult) -> str:
    return f"ok  {result.name}" if result.ok else f"BAD {result.name}: {result.detail}"


def examine() -> bool:
    """Print what the database is and what each check found; whether all of them hold."""
    with reading() as session:
        for name, value in database_facts(session.connection()).items():
            click.echo(f"--  {name}: {value}")
        results = run_checks(session)
    for result in results:
        click.echo(_line(result))
    return all(result.ok for result in results)


def refuse_where_nothing_is() -> None:
    """Stop where the database was never brought up: there is nothing to look at."""
    if not is_up():
        click.echo("There is no shop in this database yet.", err=True)
        sys.exit(1)


@click.command("doctor")
def doctor() -> None:
    """Make every integrity check; succeeds only where all of them hold."""
    refuse_where_nothing_is()
    if not examine():
        sys.exit(1)


def register_maintenance(app: Flask) -> None:
    """Hang the commands into the application."""
    for command in (doctor,):
        app.cli.add_command(command)
