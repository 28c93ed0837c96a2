"""The measurements: `python -m bench` builds its own database, measures the pages and
prints a table (README.md)."""
