"""For each integrity check, something that somebody with the database file could do to break it.

Statements run on a scratch database with its guards switched off, inside a transaction that is
rolled back.
"""

from types import MappingProxyType

_FIRST_SALE = "(SELECT MIN(id) FROM sale)"
_FIRST_BALANCE = "(SELECT MIN(id) FROM stock_balance WHERE on_hand > 0 AND value > 0)"
_ROLE = "(SELECT id FROM account WHERE role = '{}')"

HARMS = MappingProxyType(
    {
        "stock_equals_ledger": (
            f"UPDATE stock_balance SET value = value + 1 WHERE id = {_FIRST_BALANCE}"
        ),
        "lots_equal_ledger": (
            f"UPDATE stock_balance SET value = value - 1 WHERE id = {_FIRST_BALANCE}"
        ),
        "entries_balance": (
            "UPDATE posting SET amount = amount + 1 WHERE line = 1 "
            "AND entry_id = (SELECT MIN(entry_id) FROM posting)"
        ),
        "entries_sealed": (
            "DELETE FROM journal_seal WHERE entry_id = (SELECT MIN(entry_id) FROM posting)"
        ),
        "trial_balance": (
            "UPDATE posting SET site_id = (SELECT MAX(id) FROM site) WHERE line = 1 "
            "AND entry_id = (SELECT MIN(entry_id) FROM posting)"
        ),
        "places_equal_accounts": (
            f"UPDATE posting SET account_id = {_ROLE.format('waste')} "
            f"WHERE account_id = {_ROLE.format('cogs')}"
        ),
        "entries_equal_movements": (
            "UPDATE movement SET entry_id = NULL "
            "WHERE id = (SELECT MIN(id) FROM movement WHERE kind = 'sale')"
        ),
        "one_original": (
            "INSERT INTO print_job (key, printer_id, kind, document_kind, document_number, "
            "payload, state, created_at, created_by) SELECT 'twin ' || n, 1, 'receipt', 'sale', "
            "'X', '', 'printed', (SELECT MAX(sold_at) FROM sale), 'x' "
            "FROM (SELECT 1 AS n UNION SELECT 2) twins"
        ),
        "files_as_attached": "UPDATE attachment SET sha256 = name",
        "late_costs_equal_movements": "UPDATE late_cost SET amount = amount - 1 WHERE id = 1",
        "late_costs_come_back_once": "UPDATE late_cost_back SET quantity = quantity + 99000000",
        "landed_costs_are_borne": "UPDATE landed_cost SET amount = amount + 1",
        "credits_are_borne": "UPDATE supplier_credit SET difference = difference - 1",
        "repacks_conserved": "UPDATE repack_output SET value = value + 1",
        "repacks_equal_movements": "UPDATE repack_input SET quantity = quantity + 1",
        "made_lots_have_parents": "DELETE FROM lot_parent",
        "parents_are_older": (
            "UPDATE lot_parent SET parent_id = child_id "
            "WHERE parent_id = (SELECT MIN(parent_id) FROM lot_parent)"
        ),
        "recall_walks_down": (
            "UPDATE lot SET status = 'recalled' WHERE id = (SELECT MIN(parent_id) FROM lot_parent)"
        ),
        "drills_are_evidence": "UPDATE recall_drill SET found = found + 1000000",
        "reserved_is_lent": "UPDATE stock_balance SET reserved = reserved + 1",
        "chain_holds": f"UPDATE sale SET cashier = 'Nobody' WHERE id = {_FIRST_SALE}",
        "all_chained": (
            "DELETE FROM record_link WHERE document_kind = 'sale' "
            "AND document_number = (SELECT number FROM sale WHERE till_id = "
            f"(SELECT till_id FROM sale WHERE id = {_FIRST_SALE}) ORDER BY id DESC LIMIT 1)"
        ),
        "sales_equal_ledger": (
            f"UPDATE sale SET net = net + 1, total = total + 1 WHERE id = {_FIRST_SALE}"
        ),
        "vouchers_equal_ledger": (
            "UPDATE voucher_movement SET amount = amount + 1 "
            "WHERE id = (SELECT MIN(id) FROM voucher_movement WHERE kind = 'redeem')"
        ),
        "vouchers_equal_movements": "UPDATE voucher SET spent = spent + 1",
        "balances_equal_movements": (
            f"UPDATE stock_balance SET on_hand = on_hand + 1 WHERE id = {_FIRST_BALANCE}"
        ),
        "values_equal_movements": (
            "UPDATE movement SET value = value + 1 WHERE id = (SELECT MIN(id) FROM movement)"
        ),
        "lots_conserved": (
            "UPDATE goods_receipt_line SET quantity = quantity + 1 "
            "WHERE lot_id = (SELECT MIN(id) FROM lot)"
        ),
        "transfers_conserved": "DELETE FROM transfer_step WHERE kind = 'lost'",
        "transfers_equal_movements": (
            "UPDATE transfer_step SET kind = 'found_at_origin' WHERE kind = 'lost'"
        ),
        "zones_are_of_the_site": "UPDATE zone SET site_id = (SELECT MAX(id) FROM site)",
        "putaway_rules_stay_inside": "UPDATE putaway_rule SET site_id = (SELECT MAX(id) FROM site)",
        "floor_levels_are_of_shelves": (
            "UPDATE floor_level SET location_id = "
            "(SELECT MIN(id) FROM location WHERE kind = 'quarantine')"
        ),
        "dates_have_a_history": "UPDATE lot_expiry_change SET to_on = '2031-01-01'",
        "two_persons_decided": (
            "UPDATE lot_decision SET decided_key = (SELECT asked_key FROM lot_request "
            "WHERE id = request_id)"
        ),
        "faults_are_held": "UPDATE goods_receipt_line SET condition = 'wet' WHERE line = 1",
        "openings_equal_movements": (
            "UPDATE opening_line SET quantity = quantity + 1 WHERE line = 1"
        ),
        "supplier_returns_equal_movements": (
            "UPDATE supplier_return_line SET quantity = quantity + 1"
        ),
        "empty_worth_nothing": f"UPDATE stock_balance SET on_hand = 0 WHERE id = {_FIRST_BALANCE}",
        "balances_repeat_lots": (
            f"UPDATE stock_balance SET expires_on = '2030-01-01' WHERE id = {_FIRST_BALANCE}"
        ),
        "movements_name_products": (
            "UPDATE movement SET product_id = (SELECT MAX(id) FROM product) "
            "WHERE id = (SELECT MIN(id) FROM movement)"
        ),
        "receipts_equal_movements": "UPDATE goods_receipt_line SET value = value + 1",
        "lots_have_origin": "UPDATE lot SET origin_number = 'GR-900000'",
        "statuses_have_reasons": (
            "UPDATE lot SET status = 'quarantined' "
            "WHERE id = (SELECT MIN(id) FROM lot WHERE status = 'released')"
        ),
        "recalled_stays_recalled": "UPDATE lot SET status = 'released' WHERE status = 'recalled'",
        "opened_is_lost_or_sold": (
            "INSERT INTO opened_container (station, site_id, product_id, lot_id, quantity, "
            "opened_at, opened_by) SELECT 'NOWHERE', site_id, product_id, lot_id, 1, "
            f"'2026-01-01T00:00:00Z', 'Nobody' FROM stock_balance WHERE id = {_FIRST_BALANCE}"
        ),
        "counts_equal_movements": (
            "UPDATE movement SET quantity = quantity + 1 WHERE document_kind = 'count'"
        ),
        "counts_kept_cut_off": "UPDATE stock_count_line SET expected = expected + 1",
        "counts_had_second_person": (
            "UPDATE stock_count SET decided_key = started_key, allowed = 0 WHERE value > 0"
        ),
        "swaps_equal_movements": "UPDATE lot_swap_line SET value_in = value_in + 1",
        "swaps_keep_both_views": "UPDATE sale_allocation SET moved = moved - 1 WHERE moved > 1",
        "swaps_within_counts": "UPDATE lot_swap SET quantity = quantity + 1",
        "lines_name_lots": f"DELETE FROM sale_allocation WHERE sale_id = {_FIRST_SALE}",
        "lots_fit_products": (
            "UPDATE sale_allocation SET lot_id = (SELECT MAX(id) FROM lot) "
            f"WHERE line = 3 AND sale_id = {_FIRST_SALE}"
        ),
        "trace_is_complete": f"DELETE FROM sale_line WHERE sale_id = {_FIRST_SALE}",
        "sales_equal_movements": (
            "UPDATE movement SET quantity = quantity + 1 "
            "WHERE id = (SELECT MIN(id) FROM movement WHERE kind = 'sale')"
        ),
        "returns_equal_movements": (
            "UPDATE movement SET quantity = quantity + 1 "
            "WHERE id = (SELECT MIN(id) FROM movement WHERE kind = 'return')"
        ),
        "payments_cover_sales": (
            f"UPDATE payment SET amount = amount + 1 WHERE sale_id = {_FIRST_SALE}"
        ),
        "tax_equals_lines": f"UPDATE sale_tax SET tax = tax + 1 WHERE sale_id = {_FIRST_SALE}",
        "returns_counted": (
            "UPDATE sale_allocation SET returned = 0, returned_value = 0 WHERE returned > 0"
        ),
        "returns_within_sales": (
            "UPDATE sale_return SET net = net + 1000000, total = total + 1000000"
        ),
        "receipt_numbers": f"DELETE FROM sale WHERE id = {_FIRST_SALE}",
        "shift_cash_adds_up": "UPDATE shift SET difference = 0 WHERE closed_at IS NOT NULL",
        "z_equals_documents": f"UPDATE sale SET shift_id = NULL WHERE id = {_FIRST_SALE}",
        "one_open_shift": "UPDATE till SET open_shift = NULL",
        "grand_total_grows": "UPDATE shift SET grand_total = 1 WHERE closed_at IS NOT NULL",
        "cash_is_posted": "UPDATE cash_move SET amount = amount + 1",
        "document_numbers": (
            "UPDATE number_series SET next_number = next_number + 1 WHERE code = 'GR'"
        ),
        "requests_answered": "UPDATE request_key SET answer = NULL",
    }
)
"""Check -> statement that both databases understand."""

DATABASE_HARMS = MappingProxyType(
    {
        ("guards_stand", "sqlite"): "DROP TRIGGER IF EXISTS movement_no_update",
        ("guards_stand", "postgresql"): (
            "ALTER TABLE movement DISABLE TRIGGER movement_no_truncate"
        ),
        ("foreign_keys", "sqlite"): "UPDATE movement SET lot_id = 900000",
        ("foreign_keys", "postgresql"): "ALTER TABLE posting DISABLE TRIGGER ALL",
        ("settings_safe", "sqlite"): "PRAGMA recursive_triggers = OFF",
    }
)
"""(check, database) -> statement of that database alone."""

ELSEWHERE = frozenset({"file_sound", "anchors_hold", "terminal_acts"})
"""Checks that have a test of their own."""

GUARDS_OFF = MappingProxyType(
    {
        "postgresql": (
            "SET LOCAL session_replication_role = replica",
            "ALTER TABLE stock_balance DROP CONSTRAINT ck_stock_balance_empty",
            "ALTER TABLE lot_parent DROP CONSTRAINT ck_lot_parent_older",
        ),
        "sqlite": (),
    }
)
