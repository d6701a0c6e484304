"""The plans of the hot paths' queries: which index each one walks, on both databases."""
