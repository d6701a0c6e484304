"""What holds whatever happens: generated histories against a plain model."""
