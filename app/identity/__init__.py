"""People, roles, permissions, sites, sessions, API tokens, request keys and the audit trail."""
