"""Customers, pricing, sales, payments and returns: how goods go out and come back."""
