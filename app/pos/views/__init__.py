"""Pages of the till: selling, sales, receipts."""
