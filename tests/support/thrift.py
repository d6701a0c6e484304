"""What every application of the suite would work out again is worked out once in a process.

The suite makes thousands of applications that differ in nothing but their database. What is
remembered follows from the source alone: address builders, compiled statements, compiled
templates. Nothing of a shop is ever kept here. Passwords, which are hashed slowly on purpose, are
hashed by the same algorithm in its quickest form.
"""

from collections.abc import Hashable
from functools import cache
from types import CodeType
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.compiler import Compiled
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app.db import db
from app.identity import passwords, pins, services

STATEMENTS = 4000  # of the whole suite there are some 2500, twice
HASHER_OF_THE_SHOP = services.HASHER
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
Key = tuple[Any, ...]
_compiled_rules: dict[Key, dict[str, Any]] = {}


class RememberedRule(Rule):
    """A route that is compiled once: that was nine tenths of the work of making an application."""

    COMPILED = ("_parts", "_trace", "_converters")
    BUILDERS = ("_build", "_build_unknown")

    def compile(self) -> None:
        if self.defaults or self.subdomain or self.host:  # written into what is compiled
            super().compile()
            return
        key = (self.rule, self.merge_slashes)
        if key in _compiled_rules:
            self._recall(_compiled_rules[key])
            return
        super().compile()
        made = {name: getattr(self, name) for name in self.COMPILED}
        made |= {name: getattr(self, name).__func__ for name in self.BUILDERS}
        _compiled_rules[key] = made

    def _recall(self, made: dict[str, Any]) -> None:
        for name in self.COMPILED:
            setattr(self, name, made[name].copy())
        for name in self.BUILDERS:  # they are told their rule with each call
            setattr(self, name, made[name].__get__(self, None))
        self.arguments |= set(self._converters)


class SharedStatements(LRUCache[Key, Compiled]):
    """Compiled statements by kind of database, where SQLAlchemy keeps them by engine."""

    @staticmethod
    def _kind(key: Key) -> Key:
        dialect, *rest = key
        return (type(dialect), *rest)

    def get(self, key: Key, default: Any = None) -> Any:
        return super().get(self._kind(key), default)

    def __getitem__(self, key: Key) -> Compiled:
        return super().__getitem__(self._kind(key))

    def __setitem__(self, key: Key, value: Compiled) -> None:
        super().__setitem__(self._kind(key), value)


class SharedTemplates(BytecodeCache):
    """Compiled templates; each application still loads and renders its own."""

    def __init__(self) -> None:
        self._known: dict[Hashable, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


@cache
def be_thrifty() -> None:
    """From now on, in this process."""
    Flask.url_rule_class = RememberedRule
    Flask.jinja_options = {"bytecode_cache": SharedTemplates()}
    for place in (services, passwords, pins):
        place.HASHER = QUICK_HASHER
    statements = SharedStatements(STATEMENTS)

    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=statements)

    event.listen(Engine, "engine_connect", share)
    for mapper in db.Model.registry.mappers:
        mapper._compiled_cache = statements
