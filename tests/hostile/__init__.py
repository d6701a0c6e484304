"""Input that wants to break the shop: always a clear refusal, never a fault of ours."""
