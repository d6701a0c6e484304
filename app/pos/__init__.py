"""The selling screen and its sales receipts."""
