"""Integrity checks of goods: moved, made, counted, held, credited. A table, no logic."""

from __future__ import annotations

from app.reporting import checks_claims as claims
from app.reporting import checks_counts as counts
from app.reporting import checks_goods as goods
from app.reporting import checks_lineage as lineage
from app.reporting import checks_moves as moves
from app.reporting import checks_openings as openings
from app.reporting import checks_places as places
from app.reporting import checks_quality as quality
from app.reporting import checks_receipts as receipts
from app.reporting import checks_stock as stock
from app.reporting import checks_swaps as swaps
from app.reporting.findings import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "transfers_conserved",
        "What one site sent another was received, settled, or is in the transfer's own place.",
        moves.TRANSFERS_ARE_CONSERVED,
    ),
    Check(
        "transfers_equal_movements",
        "Every step of a transfer moved its goods, and nothing else moved them.",
        moves.TRANSFERS_ARE_MOVEMENTS,
    ),
    Check(
        "zones_are_of_the_site",
        "A location is in a zone of its own site.",
        places.ZONES_ARE_OF_THE_SITE,
    ),
    Check(
        "putaway_rules_stay_inside",
        "A rule of putaway leads to a place of its own site where goods are kept.",
        places.RULES_STAY_INSIDE,
    ),
    Check(
        "floor_levels_are_of_shelves",
        "Only places of kind stock are kept filled.",
        places.LEVELS_ARE_OF_SHELVES,
    ),
    Check(
        "dates_have_a_history",
        "A lot's date is what its last change gave it, and each change begins where one ended.",
        quality.DATES_HAVE_A_HISTORY,
    ),
    Check(
        "two_persons_decided",
        "Later dates were approved, and nobody decided what they had asked for.",
        quality.TWO_PERSONS_DECIDED,
    ),
    Check(
        "openings_equal_movements",
        "Every row of an opening stock file is a lot that came in as the row said, and no other.",
        openings.OPENINGS_ARE_MOVEMENTS,
    ),
    Check(
        "faults_are_held",
        "What came too warm, too cold or not in order is a difference, and held unless accepted.",
        receipts.FAULTS_ARE_HELD,
    ),
    Check(
        "supplier_returns_equal_movements",
        "What was given back to a supplier left the stock, lot by lot, at its value.",
        moves.SUPPLIER_RETURNS_ARE_MOVEMENTS,
    ),
    Check(
        "late_costs_equal_movements",
        "What units bore of a late cost or credit moved between them and the supplier.",
        claims.LATE_COSTS_ARE_MOVEMENTS,
    ),
    Check(
        "late_costs_come_back_once",
        "Returned goods come back at the cost they have by then, each unit once.",
        claims.LATE_COSTS_COME_BACK_ONCE,
    ),
    Check(
        "credits_are_borne",
        "What a supplier credited is borne by his goods, or stands as a price difference.",
        claims.CREDITS_ARE_BORNE,
    ),
    Check(
        "landed_costs_are_borne",
        "What a delivery cost beside its goods is borne by its lots, or a price difference.",
        claims.LANDED_COSTS_ARE_BORNE,
    ),
    Check(
        "repacks_conserved",
        "What a split, merge, repack or kit took is in the lots it made, or lost, to the cent.",
        lineage.REPACKS_ARE_CONSERVED,
    ),
    Check(
        "repacks_equal_movements",
        "What was taken, made and lost was moved so, and nothing stays in conversion.",
        lineage.REPACKS_ARE_MOVEMENTS,
    ),
    Check(
        "made_lots_have_parents",
        "Every lot made from lots leads back to them, and no lot that was not made does.",
        lineage.MADE_LOTS_HAVE_PARENTS,
    ),
    Check(
        "parents_are_older",
        "No lot descends from itself: what it was made from is older than it is.",
        lineage.PARENTS_ARE_OLDER,
    ),
    Check(
        "recall_walks_down",
        "What was made from a recalled lot is recalled.",
        lineage.RECALLS_WALK_DOWN,
    ),
    Check(
        "empty_worth_nothing",
        "No balance is below zero, and an empty one is worth nothing.",
        stock.EMPTY_IS_WORTH_NOTHING,
    ),
    Check(
        "reserved_is_lent",
        "What is reserved is what silent terminals were lent.",
        stock.RESERVED_IS_LENT,
    ),
    Check(
        "balances_repeat_lots",
        "A balance shows the status, dates, product and site of its lot and place.",
        stock.BALANCES_REPEAT_THEIR_LOT,
    ),
    Check(
        "movements_name_products",
        "A movement names the product of its lot.",
        stock.MOVEMENTS_NAME_THEIR_PRODUCT,
    ),
    Check(
        "receipts_equal_movements",
        "What a goods receipt says came in did come in, at its cost.",
        stock.RECEIPTS_ARE_MOVEMENTS,
    ),
    Check(
        "lots_have_origin",
        "Every delivered lot leads back to its goods receipt.",
        stock.LOTS_HAVE_AN_ORIGIN,
    ),
    Check(
        "statuses_have_reasons",
        "A lot's status is the last one in its history.",
        stock.STATUS_HAS_A_REASON,
    ),
    Check(
        "recalled_stays_recalled",
        "Every lot of a recall is blocked, and no other lot is.",
        stock.RECALLED_STAYS_RECALLED,
    ),
    Check(
        "opened_is_lost_or_sold",
        "At a till one lot of a product is open, and what was lost of one is written off.",
        goods.CONTAINERS_ARE_SOUND,
    ),
    Check(
        "counts_equal_movements",
        "What a posted count found over or short was moved, and nothing else was.",
        counts.COUNTS_ARE_MOVEMENTS,
    ),
    Check(
        "counts_kept_cut_off",
        "Every figure counted was held against what moved up to its cut-off.",
        counts.EXPECTED_IS_THE_CUT_OFF,
    ),
    Check(
        "counts_had_second_person",
        "Large differences of a count were approved by somebody who had not counted.",
        counts.LARGE_ONES_HAD_A_SECOND,
    ),
    Check(
        "swaps_equal_movements",
        "Every re-attributed sale moved its old lot's cost off and its new lot's on.",
        swaps.SWAPS_ARE_MOVEMENTS,
    ),
    Check(
        "swaps_keep_both_views",
        "What a sale is held to have taken since a count is what was settled, and nothing else.",
        swaps.SWAPS_KEEP_BOTH_VIEWS,
    ),
    Check(
        "swaps_within_counts",
        "No more was re-attributed than a count found off, by somebody who had not counted.",
        swaps.SWAPS_STAY_WITHIN_COUNTS,
    ),
)
