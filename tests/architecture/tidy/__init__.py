"""The habits of hand (DESIGN 6) as rules: each takes one file and names what is wrong in it."""
