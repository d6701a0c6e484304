"""What scanned and typed strings say."""
