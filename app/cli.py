"""The shop's commands: `flask --app wsgi token|user|doctor|backup|restore|demo|bring-up`.

Each prints what it promises and nothing else on standard output.
"""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from app import clock
from app.db import transaction
from app.demo.command import demo_command
from app.errors import ShopError
from app.identity.models import ROLES
from app.identity.services import create_person, hash_password, issue_token
from app.maintenance import anchor_yesterday, register_maintenance
from app.opening import bring_up, bring_up_if_new

token_group = AppGroup("token", help="API tokens.")
user_group = AppGroup("user", help="People.")


def _fail(error: ShopError) -> None:
    click.echo(error.message, err=True)
    sys.exit(1)


@token_group.command("create")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(ROLES))
def create_token(name: str, role: str) -> None:
    """Print a new API token."""
    bring_up_if_new()
    try:
        token = transaction(lambda session: issue_token(session, name, role=role, at=clock.now()))
    except ShopError as error:
        _fail(error)
    else:
        click.echo(token)


@user_group.command("create")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password.")
def create_user(name: str, role: str, password_stdin: bool) -> None:
    """Add a person who may sign in."""
    bring_up_if_new()
    try:
        hashed = hash_password(sys.stdin.readline().rstrip("\r\n"))
        transaction(
            lambda session: create_person(
                session, name, role=role, password_hash=hashed, at=clock.now()
            )
        )
    except ShopError as error:
        _fail(error)


@click.command("bring-up")
def bring_up_command() -> None:
    """Upgrade the schema, open the shop, and sign the end of yesterday's records."""
    bring_up()
    anchor_yesterday()


def register_commands(app: Flask) -> None:
    """Hang the commands into the application."""
    for command in (token_group, user_group, bring_up_command, demo_command):
        app.cli.add_command(command)
    register_maintenance(app)
