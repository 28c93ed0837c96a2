"""Bare Django pages with as many rows as ours: what the same content costs without the
product."""
