"""GS1: what a scanned or typed string says. Pure rules; knows no product, no lot, no database."""
