"""Money, quantities and tax: exact values by table."""
