"""The suite. Names of tests are sentences; helpers live in tests/support."""
