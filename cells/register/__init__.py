"""Registers of members in spreadsheets: read them, compare them with the database, apply them."""
