"""Version 1 of the interface: fixed by the contract."""
