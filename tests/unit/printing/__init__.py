"""What comes out on paper, checked down to the byte and the decoded barcode."""
