"""Integrity checks of sales, returns, tills and their money. A table, no logic."""

from __future__ import annotations

from app.reporting import checks_chain as chain
from app.reporting import checks_sales as sales
from app.reporting import checks_terminals as terminals
from app.reporting import checks_tills as tills
from app.reporting.findings import Check

CHECKS: tuple[Check, ...] = (
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
)
