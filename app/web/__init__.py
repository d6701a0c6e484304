"""Shared look and HTTP manners of every screen: templates, tokens, filters, fields, paging.

It knows no user, no product and no table; rooms above hand it what to show.
"""
