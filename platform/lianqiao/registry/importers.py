"""The registry's kinds of files, by name."""

from ..shared.imports import Importer
from .import_banks import BANKS
from .import_dishonest import DISHONEST
from .import_enterprises import ENTERPRISES
from .import_invitations import INVITATIONS
from .import_links import LINKS

IMPORTERS: dict[str, Importer] = {
    importer.kind: importer for importer in (BANKS, ENTERPRISES, LINKS, INVITATIONS, DISHONEST)
}
