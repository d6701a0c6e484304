"""The pages of the purchasing room, a file per subject."""
