"""The demo shop: made-up goods, people and months of trade, made by the shop's own services."""
