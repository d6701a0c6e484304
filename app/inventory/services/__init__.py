"""Use cases of stock, one file per verb: the only writers of inventory's tables."""
