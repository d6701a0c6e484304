"""A reference to a document of any room, so that lower rooms can point up without importing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentRef:
    """Kind and number of a document: `sale MAIN-T1-1-000042`."""

    kind: str
    number: str

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
