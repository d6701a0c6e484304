"""A page of codes to try on the demo shop."""


def sheet_html() -> str:
    return ""
