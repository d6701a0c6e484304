"""Exports of the books: files for spreadsheets, paper and other programs. They only read."""
