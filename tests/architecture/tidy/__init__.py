"""The habits of CONTRIBUTING.md as rules: each takes one file and names what is wrong in it."""
