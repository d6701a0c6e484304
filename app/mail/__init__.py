"""Mail: what is to be sent to whom, and what became of it."""
