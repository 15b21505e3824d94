"""The registry's pages, gathered by the views that import this."""

from typing import Any

from flask import Blueprint

from ..shared.codes import DIVISIONS
from .words import (
    BANK_KIND_NAMES,
    CONSENT_NAMES,
    CONSENT_TONES,
    DIMENSION_EXAMPLES,
    DIMENSION_NAMES,
    FACT_NAMES,
    FACT_TONES,
    LEVEL_NAMES,
    LISTING_NAMES,
    LISTING_TONES,
    MEASURE_NAMES,
    MISSING_NAMES,
    PARK_NAMES,
    SCOPE_NAMES,
    SIZE_NAMES,
    TAX_GRADE_NAMES,
)

registry = Blueprint("registry", __name__)


@registry.context_processor
def words() -> dict[str, Any]:
    """The words that the registry's templates use for codes."""
    return {
        "industries": DIVISIONS,
        "park_names": PARK_NAMES,
        "size_names": SIZE_NAMES,
        "bank_kinds": BANK_KIND_NAMES,
        "tax_grades": TAX_GRADE_NAMES,
        "measures": MEASURE_NAMES,
        "missing_names": MISSING_NAMES,
        "dimensions": DIMENSION_NAMES,
        "dimension_examples": DIMENSION_EXAMPLES,
        "levels": LEVEL_NAMES,
        "fact_names": FACT_NAMES,
        "fact_tones": FACT_TONES,
        "listing_names": LISTING_NAMES,
        "listing_tones": LISTING_TONES,
        "scopes": SCOPE_NAMES,
        "consent_names": CONSENT_NAMES,
        "consent_tones": CONSENT_TONES,
    }
