"""What the tests know of a demo shop that was made for them."""

from dataclasses import dataclass
from pathlib import Path

from click.testing import Result
from flask import Flask


@dataclass(frozen=True)
class DemoShop:
    """The application on a demo shop, what the command answered, and how long it took."""

    app: Flask
    answer: Result
    seconds: float
    sheet: Path
