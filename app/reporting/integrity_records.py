"""Integrity checks of numbers, guards and the database. A table, no logic."""

from __future__ import annotations

from app.reporting import checks_drills as drills
from app.reporting import checks_files as files
from app.reporting import checks_records as records
from app.reporting.findings import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "files_as_attached",
        "Every file on a document is, byte for byte, what was attached.",
        files.files_are_as_attached,
    ),
    Check(
        "drills_are_evidence",
        "A recall drill keeps the score that its finds and figures make.",
        drills.DRILLS_ARE_EVIDENCE,
    ),
    Check(
        "document_numbers",
        "Every number that was given out is on a document.",
        records.NUMBERS_HAVE_NO_GAP,
    ),
    Check(
        "requests_answered",
        "Every request that was taken has its answer.",
        records.REQUESTS_ARE_ANSWERED,
    ),
    Check(
        "guards_stand",
        "The database refuses to change or delete what was recorded.",
        records.GUARDS_STAND,
    ),
    Check("foreign_keys", "No record points at one that is not there.", records.FOREIGN_KEYS_HOLD),
    Check("file_sound", "The database file is undamaged.", records.FILE_IS_SOUND),
    Check("settings_safe", "The database keeps what it confirmed.", records.SETTINGS_ARE_SAFE),
)
