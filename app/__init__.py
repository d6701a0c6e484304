"""Lotwise: a point of sale and storefront that knows every lot. Rooms and floors: docs/map.md."""
