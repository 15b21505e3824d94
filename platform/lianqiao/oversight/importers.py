"""The kinds of file that this slice reads."""

from ..shared.imports import Importer
from .import_returns import RETURNS

IMPORTERS: dict[str, Importer] = {RETURNS.kind: RETURNS}
