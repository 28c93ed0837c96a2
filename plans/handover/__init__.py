"""How do cells with everything of their members go from one installation to another, when a ward is divided?

As one closed file: `export_cells` writes it where they leave, `import_cells` reads it where they arrive. Wards of one
installation need no file: there cells merge and are founded under another committee (cells/acts/reorganisation/).
"""

from plans.handover.receiving import AlreadyThere, CannotImport, Received, import_cells
from plans.handover.sending import CannotExport, export_cells, new_file
from plans.handover.vault import WeakPassphrase

__all__ = [
    "AlreadyThere",
    "CannotExport",
    "CannotImport",
    "Received",
    "WeakPassphrase",
    "export_cells",
    "import_cells",
    "new_file",
]
