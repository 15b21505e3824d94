"""The accounts' kinds of files, by name."""

from ..shared.imports import Importer
from .import_people import PEOPLE

IMPORTERS: dict[str, Importer] = {PEOPLE.kind: PEOPLE}
