"""The pages of matching, gathered by the views that import this."""

from typing import Any

from flask import Blueprint

from ..shared.web import get_session, today
from .fit_rules import FitRule
from .match_words import WEIGHT_NAMES
from .queries_fit import read_fit_rule
from .words import KINDS, PARKS

matching_pages = Blueprint("matching", __name__)


@matching_pages.context_processor
def words() -> dict[str, Any]:
    """The words that the templates of matching use for codes, and how the fit comes about."""
    return {
        "kind_names": KINDS,
        "park_names": PARKS,
        "weight_names": WEIGHT_NAMES,
        "fit_rule": _fit_rule,
    }


def _fit_rule() -> FitRule:
    """Read only where a page tells of it."""
    return read_fit_rule(get_session(), today())
