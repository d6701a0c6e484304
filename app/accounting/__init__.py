"""The double-entry ledger: chart, posting rules, journal, periods, statements."""
