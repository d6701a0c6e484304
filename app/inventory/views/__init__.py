"""The pages of the inventory room, a file per subject."""
