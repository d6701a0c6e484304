"""Use cases of selling, one file per verb: the only writers of its tables."""
