"""The shop's integrity checks: what must always hold, in one table.

`doctor`, the integrity page, the interface and the test suite's state machine all run this table.
Each check only reads; it never repairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.reporting import checks_books as books
from app.reporting import checks_chain as chain
from app.reporting import checks_counts as counts
from app.reporting import checks_drills as drills
from app.reporting import checks_goods as goods
from app.reporting import checks_lineage as lineage
from app.reporting import checks_moves as moves
from app.reporting import checks_openings as openings
from app.reporting import checks_places as places
from app.reporting import checks_quality as quality
from app.reporting import checks_records as records
from app.reporting import checks_sales as sales
from app.reporting import checks_stock as stock
from app.reporting import checks_swaps as swaps
from app.reporting import checks_terminals as terminals
from app.reporting import checks_tills as tills
from app.reporting import checks_vouchers as vouchers
from app.reporting.findings import Find


@dataclass(frozen=True)
class Check:
    """One thing that must hold: its name, its sentence, and the search for what breaks it."""

    name: str
    sentence: str
    find: Find


@dataclass(frozen=True)
class CheckResult:
    """What a check found; `detail` names a few broken records, or is empty."""

    name: str
    sentence: str
    ok: bool
    detail: str


CHECKS: tuple[Check, ...] = (
    Check(
        "stock_equals_ledger",
        "At every site the stock is worth what the inventory account says, to the cent.",
        books.SITE_STOCK_IS_LEDGER,
    ),
    Check(
        "lots_equal_ledger",
        "Every lot at every site is worth what was posted for it.",
        books.LOT_STOCK_IS_LEDGER,
    ),
    Check(
        "entries_balance",
        "Every journal entry has at least two lines, and its debits equal its credits.",
        books.ENTRIES_BALANCE,
    ),
    Check("entries_sealed", "Every journal entry is sealed.", books.ENTRIES_SEALED),
    Check(
        "trial_balance",
        "Debits equal credits in all and at every site.",
        books.TRIAL_BALANCE,
    ),
    Check(
        "places_equal_accounts",
        "Goods sold, wasted, lost, found and delivered are in the accounts of their places.",
        books.PLACES_ARE_ACCOUNTS,
    ),
    Check(
        "entries_equal_movements",
        "Every movement that changes what we own is posted with its own value.",
        books.ENTRIES_ARE_MOVEMENTS,
    ),
    Check(
        "sales_equal_ledger",
        "Revenue, tax and money of every sale and return are in the books.",
        books.SALES_ARE_POSTED,
    ),
    Check(
        "vouchers_equal_ledger",
        "What was put on vouchers and spent of them is in the books, document by document.",
        vouchers.VOUCHERS_ARE_POSTED,
    ),
    Check(
        "vouchers_equal_movements",
        "What a voucher was issued for and what is spent of it is what its movements say.",
        vouchers.VOUCHERS_ARE_MOVEMENTS,
    ),
    Check(
        "balances_equal_movements",
        "What lies at a location is what moved in less what moved out.",
        stock.BALANCES_ARE_MOVEMENTS,
    ),
    Check(
        "values_equal_movements",
        "What stock is worth is what moved in less what moved out.",
        stock.VALUES_ARE_MOVEMENTS,
    ),
    Check(
        "lots_conserved",
        "Every unit received of a lot was sold, written off, counted out or is still here.",
        stock.LOTS_ARE_CONSERVED,
    ),
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
        "supplier_returns_equal_movements",
        "What was given back to a supplier left the stock, lot by lot, at its value.",
        moves.SUPPLIER_RETURNS_ARE_MOVEMENTS,
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
    Check(
        "lines_name_lots",
        "Every unit sold names the lot it was taken from.",
        sales.ALLOCATIONS_FILL_LINES,
    ),
    Check(
        "lots_fit_products",
        "A line's lots are of the line's product.",
        sales.ALLOCATIONS_ARE_OF_THE_PRODUCT,
    ),
    Check(
        "trace_is_complete",
        "Every unit sold is found by the trace of its lot.",
        sales.ALLOCATIONS_ARE_TRACEABLE,
    ),
    Check(
        "sales_equal_movements",
        "Every sale took its lots out of stock at their cost.",
        sales.SALES_ARE_MOVEMENTS,
    ),
    Check(
        "returns_equal_movements",
        "Every return brought its lots back at their cost.",
        sales.RETURNS_ARE_MOVEMENTS,
    ),
    Check(
        "payments_cover_sales",
        "Payments less change are the total; refunds are what a return is worth.",
        sales.PAYMENTS_COVER_SALES,
    ),
    Check(
        "tax_equals_lines",
        "Net and tax of a document are those of its lines, rate by rate.",
        sales.TAX_IS_THAT_OF_THE_LINES,
    ),
    Check(
        "returns_counted",
        "What is marked as returned is what the returns say.",
        sales.RETURNS_ARE_COUNTED,
    ),
    Check(
        "returns_within_sales",
        "Nothing came back that was not sold, and no money that was not paid.",
        sales.RETURNS_STAY_WITHIN_SALES,
    ),
    Check(
        "receipt_numbers",
        "Every till's receipts are numbered 1, 2, 3 without a repeat or an unknown gap.",
        sales.RECEIPT_NUMBERS_HAVE_NO_GAP,
    ),
    Check(
        "terminal_acts",
        "What terminals recorded is as they signed it, and what was booked of it is there.",
        terminals.ACTS_ARE_AS_SIGNED,
    ),
    Check(
        "chain_holds",
        "Every sale and return of every till is as it was recorded, in its place.",
        chain.CHAIN_HOLDS,
    ),
    Check("all_chained", "No sale or return is outside its till's chain.", chain.ALL_ARE_CHAINED),
    Check(
        "anchors_hold",
        "The signed anchors of past days fit the chains of today.",
        chain.ANCHORS_HOLD,
    ),
    Check(
        "shift_cash_adds_up",
        "A closed shift expects its float, its cash sales less refunds, and what was moved.",
        tills.SHIFT_CASH_ADDS_UP,
    ),
    Check(
        "z_equals_documents",
        "Every Z report says what its documents say.",
        tills.Z_EQUALS_ITS_DOCUMENTS,
    ),
    Check(
        "one_original",
        "Of every document at most one receipt is unmarked.",
        tills.ONE_ORIGINAL,
    ),
    Check("one_open_shift", "A till has at most one open shift.", tills.ONE_OPEN_SHIFT),
    Check(
        "grand_total_grows",
        "A till's grand total grows by what each shift sold, and never shrinks.",
        tills.GRAND_TOTAL_GROWS,
    ),
    Check(
        "cash_is_posted",
        "Floats, money in and out, and what a count found over or short are in the books.",
        tills.CASH_IS_POSTED,
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


def _problems(session: Session, check: Check) -> list[str]:
    """What breaks a check; a check that cannot be made has not passed."""
    try:
        with session.begin_nested():
            return check.find(session)
    except DBAPIError as error:
        return [f"could not be checked: {str(error.orig).splitlines()[0]}"]


def run_check(session: Session, check: Check) -> CheckResult:
    """Make one check."""
    problems = _problems(session, check)
    return CheckResult(check.name, check.sentence, not problems, "; ".join(problems))


def run_checks(session: Session, checks: Sequence[Check] = CHECKS) -> list[CheckResult]:
    """Make the checks, all on the session's one snapshot."""
    return [run_check(session, check) for check in checks]
