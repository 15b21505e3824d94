"""The registry's pages, gathered by the views that import this."""

from typing import Any

from flask import Blueprint

from ..shared.codes import DIVISIONS
from .words import BANK_KIND_NAMES, PARK_NAMES, SIZE_NAMES

registry = Blueprint("registry", __name__)


@registry.context_processor
def words() -> dict[str, Any]:
    """The words that the registry's templates use for codes."""
    return {
        "industries": DIVISIONS,
        "park_names": PARK_NAMES,
        "size_names": SIZE_NAMES,
        "bank_kinds": BANK_KIND_NAMES,
    }
