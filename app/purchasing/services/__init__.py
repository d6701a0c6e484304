"""Use cases of purchasing, one file per verb: the only writers of its tables."""
