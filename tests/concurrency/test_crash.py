"""Processes that die in the middle of a sale: nothing confirmed is lost, nothing is sold twice.

A process of its own is ended without warning at a chosen moment; then the client does what clients
do: it sends the same request under the same key again.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.reporting.integrity import run_checks
from app.sales.models import Sale
from tests.concurrency.crowd import deliver, furnish, ok, on_hand, sale, wants
from tests.concurrency.victim import DEAD
from tests.support import people
from tests.support.remote import RemoteApi
from tests.support.server import ROOT, Server

MOMENTS = ("first_write", "sale_written", "last_write", "before_commit", "after_commit")
KILLS = 4
CLIENTS = 4


def _shop(app: Flask, server: Server) -> tuple[RemoteApi, str, str]:
    """A client of the running shop, a product with a thousand units, and a till."""
    api = RemoteApi(server.port, people.token(app, "owner"))
    (sku,), (till,) = furnish(api)
    deliver(api, sku, 600, 400)
    return api, sku, till


def _dies(url: str, folder: Path, moment: str, api: RemoteApi, body: Any, key: str) -> int:
    """Sell in a process of its own that ends at the moment; how it ended."""
    command = [sys.executable, "-m", "tests.concurrency.victim"]
    command += [url, str(folder), moment, api.token, key]
    done = subprocess.run(
        command, input=json.dumps(body).encode(), cwd=ROOT, capture_output=True, timeout=60
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode


def _sales(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(Sale)) or 0


def _broken(app: Flask) -> list[Any]:
    with app.app_context(), reading() as session:
        return [result for result in run_checks(session) if not result.ok]


@pytest.mark.slow
def test_a_sale_that_died_is_finished_by_the_same_request(
    app: Flask, server: Server, database_url: str, tmp_path: Path
) -> None:
    api, sku, till = _shop(app, server)
    for count, moment in enumerate(MOMENTS):
        key, body = uuid4().hex, sale(till, wants(sku, 3))
        assert _dies(database_url, tmp_path, moment, api, body, key) == DEAD
        survived = moment == "after_commit"
        assert _sales(app) == count + survived, moment
        api.close()
        again = [api.post("/sales", body, key=key) for _ in range(2)]
        assert [answer.status for answer in again] == [201, 201]
        replayed = ["idempotency-replayed" in answer.headers for answer in again]
        assert replayed == [survived, True], moment
        assert {answer.json["number"] for answer in again} == {f"MAIN-{till}-1-{count + 1:06d}"}
        assert on_hand(api, sku) == 1000 - 3 * (count + 1)
    api.close()
    assert _broken(app) == []


def _sell_stubbornly(api: RemoteApi, body: Any, keys: list[str], sold: dict[str, str]) -> None:
    """Sell under each key, again and again until there is an answer, as a till does."""
    for key in keys:
        while key not in sold:
            try:
                sold[key] = ok(api.post("/sales", body, key=key))["number"]
            except (http.client.HTTPException, OSError):
                time.sleep(0.05)
    api.close()


@pytest.mark.slow
def test_killed_workers_lose_and_double_nothing(app: Flask, server: Server) -> None:
    api, sku, till = _shop(app, server)
    body, sold = sale(till, wants(sku, 1)), {}
    keys = [[uuid4().hex for _ in range(25)] for _ in range(CLIENTS)]
    threads = [
        Thread(target=_sell_stubbornly, args=(RemoteApi(api.port, api.token), body, own, sold))
        for own in keys
    ]
    for thread in threads:
        thread.start()
    for _ in range(KILLS):
        time.sleep(0.25)
        for worker in server.workers()[:1]:
            os.kill(worker, signal.SIGKILL)
    for thread in threads:
        thread.join(timeout=60)
    api.close()
    assert set(sold) == {key for own in keys for key in own}
    assert len(set(sold.values())) == len(sold) == _sales(app)
    assert on_hand(api, sku) == 1000 - len(sold)
    again = api.post("/sales", body, key=keys[0][0])
    assert again.json["number"] == sold[keys[0][0]]
    api.close()
    assert _broken(app) == []
