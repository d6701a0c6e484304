"""Products, their codes, packs, prices and tax categories, and what a scan means for this shop."""
