"""The trade slice's kinds of files, by name."""

from ..shared.imports import Importer
from .import_orders import ORDERS
from .import_receivables import RECEIVABLES

IMPORTERS: dict[str, Importer] = {importer.kind: importer for importer in (RECEIVABLES, ORDERS)}
