"""Use cases of printers and print jobs: the only writers of their tables."""
