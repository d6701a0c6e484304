"""Golden files: what paper looked like when a person last looked. Beside them, the comparing."""
