"""How do cells go from one installation to another, when a ward is divided?

With everything of their members, as one closed file: `export_cells` writes it where
they leave, `import_cells` reads it where they arrive. Wards of one installation need
no file: there cells merge and are founded under another committee
(cells/acts/reorganisation/).
"""

from plans.handover.arrival import CannotImport, Received, import_cells
from plans.handover.departure import CannotExport, create_file, export_cells
from plans.handover.renewal import AlreadyThere
from plans.handover.sealed_file import WeakPassphrase

__all__ = [
    "AlreadyThere",
    "CannotExport",
    "CannotImport",
    "Received",
    "WeakPassphrase",
    "create_file",
    "export_cells",
    "import_cells",
]
