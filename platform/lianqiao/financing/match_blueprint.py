"""The pages of matching, gathered by the views that import this."""

from typing import Any

from flask import Blueprint

from .match_rules import DEAREST_PPM, DELAY_DAYS, SLOWEST_DAYS, WEIGHTS
from .match_words import WEIGHT_NAMES
from .words import KINDS, PARKS

matching_pages = Blueprint("matching", __name__)


@matching_pages.context_processor
def words() -> dict[str, Any]:
    """The words that the templates of matching use for codes, and the weights of the fit."""
    return {
        "kind_names": KINDS,
        "park_names": PARKS,
        "weights": [(WEIGHT_NAMES[name], weight) for name, weight in WEIGHTS.items()],
        "fit_bounds": {
            "dearest_ppm": DEAREST_PPM,
            "delay_days": DELAY_DAYS,
            "slowest_days": SLOWEST_DAYS,
        },
    }
