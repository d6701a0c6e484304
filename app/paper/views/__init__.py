"""Pages of printers and print jobs."""
