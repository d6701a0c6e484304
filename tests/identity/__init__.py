"""The door, people, tokens, rights and the audit trail."""
