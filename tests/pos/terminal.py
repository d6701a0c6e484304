"""A terminal in Python: it keeps a key, signs its requests, chains and signs what it records.

Does what the till's browser does, byte for byte, so that the server can be tried without one.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

PREFIX = "/api/v1"
MOMENT = "2026-11-21T10:00:00.000Z"
Send = Callable[[str, str, bytes, dict[str, str]], Any]
"""How a request goes out: method, path, body, headers; the answer comes back as it is."""


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Terminal:
    """An enrolled terminal: `send` carries its requests."""

    send: Send
    id: int = 0
    till: str = ""
    site: str = ""
    epoch: int = 0
    seq: int = 0
    receipt: int = 0
    head: str = ""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def public_key(self) -> dict[str, str]:
        numbers = self.key.public_key().public_numbers()
        x, y = (base64url(part.to_bytes(32)) for part in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def sign(self, words: str) -> str:
        r, s = decode_dss_signature(self.key.sign(words.encode(), ec.ECDSA(SHA256())))
        return base64url(r.to_bytes(32) + s.to_bytes(32))

    def enrolled(self, answer: dict[str, Any]) -> "Terminal":
        """Take on what enrolment answered."""
        self.id, self.epoch = answer["device"], answer["epoch"]
        self.till, self.site = answer["till"], answer["site"]
        return self

    def call(self, method: str, path: str, body: Any = None, **wrong: str) -> Any:
        """A signed request; `wrong` replaces parts of the header."""
        raw = b"" if body is None else json.dumps(body).encode()
        digest = hashlib.sha256(raw).hexdigest()
        words = "\n".join((method, path, MOMENT, digest))
        said = {"id": str(self.id), "time": MOMENT, "signature": self.sign(words)} | wrong
        header = ", ".join(f'{name}="{value}"' for name, value in said.items())
        headers = {"Authorization": f"Device {header}", "Content-Type": "application/json"}
        return self.send(method, path, raw, headers)

    def ops(self, *ops: dict[str, Any], **more: Any) -> Any:
        return self.call("POST", f"{PREFIX}/till/ops", {"ops": list(ops), **more})

    def ask(self, op: dict[str, Any]) -> Any:
        return self.call("POST", f"{PREFIX}/till/ask", op)

    def beat(self, **said: Any) -> Any:
        return self.call("POST", f"{PREFIX}/till/heartbeat", said)

    def number(self, receipt: int) -> str:
        return f"{self.site}-{self.till}-{self.epoch}-{receipt:06d}"

    def op(self, kind: str, body: Any, number: str | None = None, **changes: Any) -> dict[str, Any]:
        """The next act of the chain; the terminal's head moves on with it."""
        op = {
            "seq": self.seq + 1,
            "key": str(uuid4()),
            "kind": kind,
            "number": number,
            "body": body if isinstance(body, str) else json.dumps(body, ensure_ascii=False),
            "prev": self.head,
            "made_at": MOMENT,
        } | changes
        self.seal(op)
        self.seq, self.head = op["seq"], op["hash"]
        return op

    def seal(self, op: dict[str, Any]) -> dict[str, Any]:
        """Hash and sign an act as it stands."""
        parts = (op["prev"], str(op["seq"]), op["key"], op["kind"], op["number"] or "")
        op["hash"] = sha256("|".join((*parts, op["made_at"], op["body"])))
        op["signature"] = self.sign(op["hash"])
        return op

    def sale(self, *lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """A sale as the next act, with the next receipt; `changes` go into its body."""
        self.receipt += 1
        number = self.number(self.receipt)
        body = sale_body(lines, number, self, **changes)
        return self.op("sale", body, number)


def line(sku: str, quantity: int = 1, *lots: Any, price: str = "1.00", **more: Any) -> Any:
    """A line at a price in whole cents without tax; lots are numbers, or (number, how known)."""
    cents = quantity * int(price.replace(".", ""))
    total = f"{cents // 100}.{cents % 100:02d}"
    named = [(lot, "scanned") if isinstance(lot, str) else lot for lot in lots]
    return {
        "sku": sku,
        "name": sku,
        "quantity": str(quantity),
        "unit_price": price,
        "list_price": price,
        "discount": "0.00",
        "total": total,
        "net": total,
        "tax": "0.00",
        "tax_rate": "0",
        "lots": [
            {"lot": lot, "quantity": str(quantity), "certainty": known} for lot, known in named
        ],
    } | more


def cents(text: str) -> int:
    return int(text.replace(".", ""))


def sale_body(lines: Any, number: str, terminal: Terminal, **changes: Any) -> dict[str, Any]:
    """What a till writes of a sale, paid in cash to the cent."""
    total = sum(cents(each["total"]) for each in lines)
    text = f"{total // 100}.{total % 100:02d}"
    return {
        "number": number,
        "receipt": terminal.receipt,
        "till": terminal.till,
        "site": terminal.site,
        "person": "Carla",
        "person_id": None,
        "sold_at": MOMENT,
        "shift": None,
        "customer": None,
        "currency": "USD",
        "tax_included": False,
        "lines": list(lines),
        "payments": [{"tender": "cash", "amount": text}],
        "net": text,
        "tax": "0.00",
        "total": text,
        "rounding": "0.00",
        "change": "0.00",
        "snapshot": {"lots": "1", "at": MOMENT},
        "token": uuid4().hex,
    } | changes
