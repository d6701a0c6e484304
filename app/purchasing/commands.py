"""Command bar codes: what a scanner can say to the receiving page without a finger on the glass.

Printed as Code 128, which every scanner reads. Only the list; it does nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A code, its short name and what it does."""

    code: str
    name: str
    does: str


COMMANDS = (
    Command("CMD-DONE", "Done", "Shows the summary; once more posts the delivery."),
    Command("CMD-UNDO", "Undo", "Takes back the last scan, or closes what is open."),
    Command("CMD-OK", "Continue", "Goes on after a red screen, or accepts what is offered."),
    Command("CMD-QTY", "Quantity", "Then type how many the last line has."),
    Command("CMD-NEWLOT", "New lot", "The next plain code asks for its lot and date again."),
    Command("CMD-HOLD", "Hold", "Puts the last line on hold, or takes it off."),
    Command("CMD-TEMP", "Temperature", "Then type the degrees measured on the last line."),
    Command("CMD-DAMAGED", "Damaged", "The pack scanned last goes on hold."),
    Command("CMD-WET", "Wet", "The pack scanned last goes on hold."),
    Command("CMD-OPEN", "Open", "The pack scanned last goes on hold."),
    Command("CMD-DIRTY", "Dirty", "The pack scanned last goes on hold."),
    Command("CMD-PRINT", "Print", "Prints the labels of the posted delivery."),
)
TIMES = tuple(
    Command(f"CMD-X{count}", f"× {count}", f"The last line has {count} packs.")
    for count in (2, 3, 4, 5, 6, 8, 10, 12, 24, 48)
)
