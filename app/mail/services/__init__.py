"""The only writers of the outbox."""
