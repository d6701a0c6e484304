"""What must hold of lots made from lots: nothing gained, nothing left over, all parents known.

A table of searches over the documents, the links between lots, and movements. Never writes.
"""

from __future__ import annotations

from app.reporting.findings import Find, all_of, finds, finds_differences

_IN = "FROM repack_input i JOIN repack r ON r.id = i.repack_id JOIN lot l ON l.id = i.lot_id"
_OUT = "FROM repack_output o JOIN repack r ON r.id = o.repack_id JOIN lot l ON l.id = o.lot_id"
_LINK = "FROM lot_parent k JOIN repack r ON r.id = k.repack_id"
_MOVED = "FROM movement m JOIN lot l ON l.id = m.lot_id"
_KINDS = (("quantity", "lost", "quantity"), ("value", "lost_value", "money"))


def _used_is_linked(column: str, lost: str, kind: str) -> Find:
    return finds_differences(
        f"{{document}}: {{one_{kind}}} of lot {{lot}} used, {{other_{kind}}} in what was made",
        "document, lot",
        (
            (
                f"r.number AS document, l.number AS lot, i.{column} - i.{lost} AS one, "
                f"0 AS other {_IN}"
            ),
            f"r.number, l.number, 0, k.{column} {_LINK} JOIN lot l ON l.id = k.parent_id",
        ),
    )


REPACKS_ARE_CONSERVED = all_of(
    finds_differences(
        "{document}: taken for {one_money}, made and lost for {other_money}",
        "document",
        (
            f"r.number AS document, i.value AS one, 0 AS other {_IN}",
            f"r.number, 0, i.lost_value {_IN}",
            f"r.number, 0, o.value {_OUT}",
        ),
    ),
    *(_used_is_linked(*names) for names in _KINDS),
    finds_differences(
        "{document}: lot {lot} was made for {one_money}, its parents gave {other_money}",
        "document, lot",
        (
            f"r.number AS document, l.number AS lot, o.value AS one, 0 AS other {_OUT}",
            f"r.number, l.number, 0, k.value {_LINK} JOIN lot l ON l.id = k.child_id",
        ),
    ),
)
"""Per document, per parent and per child: in = out + lost."""


def _moved_as_written(column: str, lost: str, kind: str) -> Find:
    return finds_differences(
        f"{{document}} lot {{lot}} {{step}}: {{one_{kind}}} written down, {{other_{kind}}} moved",
        "document, lot, step",
        (
            (
                f"r.number AS document, l.number AS lot, 'taken' AS step, "
                f"i.{column} - i.{lost} AS one, 0 AS other {_IN}"
            ),
            f"r.number, l.number, 'lost', i.{lost}, 0 {_IN}",
            f"r.number, l.number, 'made', o.{column}, 0 {_OUT}",
            (
                f"m.document_number, l.number, CASE WHEN m.to_place = 'conversion' THEN 'taken' "
                "WHEN m.from_place = 'conversion' THEN 'made' WHEN m.to_place = 'waste' "
                f"THEN 'lost' ELSE 'unknown' END, 0, m.{column} {_MOVED} "
                "WHERE m.document_kind = 'repack' OR m.from_place = 'conversion' "
                "OR m.to_place = 'conversion'"
            ),
        ),
    )


_KEPT = (
    "e.document_number AS document, p.amount AS one, 0 AS other FROM posting p "
    "JOIN account a ON a.id = p.account_id AND a.role = 'conversion' "
    "JOIN journal_entry e ON e.id = p.entry_id"
)

REPACKS_ARE_MOVEMENTS = all_of(
    *(_moved_as_written(*names) for names in _KINDS),
    finds_differences(
        "{document}: went into conversion for {one_money}, came out for {other_money}",
        "document",
        (
            (
                "m.document_number AS document, m.value AS one, 0 AS other FROM movement m "
                "WHERE m.to_place = 'conversion'"
            ),
            "m.document_number, 0, m.value FROM movement m WHERE m.from_place = 'conversion'",
        ),
    ),
    finds_differences(
        "{document}: the account of goods in conversion keeps {one_money}",
        "document",
        (_KEPT,),
    ),
)
"""Nothing moved that is not written down, and every document leaves conversion empty."""

MADE_LOTS_HAVE_PARENTS = all_of(
    finds(
        "lot {lot} says it was made by {document}, which does not know it",
        "SELECT l.number AS lot, l.origin_number AS document FROM lot l "
        "LEFT JOIN repack_output o ON o.lot_id = l.id "
        "LEFT JOIN repack r ON r.id = o.repack_id AND r.number = l.origin_number "
        "WHERE l.origin_kind = 'repack' AND r.id IS NULL ORDER BY l.id",
    ),
    finds(
        "lot {lot} was made by {document} and has no parent, or is not called made",
        "SELECT l.number AS lot, r.number AS document FROM repack_output o "
        "JOIN lot l ON l.id = o.lot_id JOIN repack r ON r.id = o.repack_id "
        "LEFT JOIN lot_parent k ON k.child_id = o.lot_id AND k.repack_id = o.repack_id "
        "WHERE k.child_id IS NULL OR l.origin_kind <> 'repack' ORDER BY l.id",
    ),
    finds(
        "lot {lot} has a parent and was not made by the document that says so",
        "SELECT l.number AS lot FROM lot_parent k JOIN lot l ON l.id = k.child_id "
        "LEFT JOIN repack_output o ON o.lot_id = k.child_id AND o.repack_id = k.repack_id "
        "LEFT JOIN repack_input i ON i.lot_id = k.parent_id AND i.repack_id = k.repack_id "
        "WHERE o.lot_id IS NULL OR i.lot_id IS NULL ORDER BY l.id",
    ),
)

RECALLS_WALK_DOWN = finds(
    "lot {lot} was made from recalled lot {parent} and is {status}",
    "SELECT l.number AS lot, p.number AS parent, l.status AS status FROM lot_parent k "
    "JOIN lot l ON l.id = k.child_id JOIN lot p ON p.id = k.parent_id "
    "WHERE p.status = 'recalled' AND l.status <> 'recalled' ORDER BY l.id",
)

PARENTS_ARE_OLDER = finds(
    "lot {lot} says that it was made from lot {parent}, which is no older",
    "SELECT l.number AS lot, p.number AS parent FROM lot_parent k "
    "JOIN lot l ON l.id = k.child_id JOIN lot p ON p.id = k.parent_id "
    "WHERE k.parent_id >= k.child_id ORDER BY l.id",
)
"""With every parent older than its child no lot descends from itself, and every walk ends."""
