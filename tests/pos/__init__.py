"""The till: its feed, receipts, pages and browser modules."""
