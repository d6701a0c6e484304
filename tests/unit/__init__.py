"""Rules without a database: pure rooms, tested alone."""
