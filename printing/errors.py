"""What can go wrong with a printer, in sentences a cashier can act on.

The kind of error says what is known about the paper: nothing was sent, or some of it may have been.
"""

from __future__ import annotations


class PrinterError(Exception):
    """A printer did not do its work. `str(error)` is a sentence for people."""


class PrinterUrlError(PrinterError):
    """The address of a printer is written wrongly. Nothing was opened."""


class PrinterUnreachable(PrinterError):
    """The printer could not be opened. Not one byte was sent, so trying again is safe."""


class PrinterInterrupted(PrinterError):
    """Sending stopped part way. The printer may still finish from its own memory: ask, never
    resend by itself."""
