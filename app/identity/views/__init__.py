"""The pages of the identity room, a file per subject."""
