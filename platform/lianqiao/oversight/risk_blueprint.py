"""The pages of risks, gathered by the views that import this."""

from typing import Any

from flask import Blueprint

from ..trade.states import ASSET
from .risk_words import KINDS, SEVERITIES, SEVERITY_TONES
from .states import FINDING

risks = Blueprint("risks", __name__)


@risks.context_processor
def words() -> dict[str, Any]:
    """The words that the templates of risks use for codes."""
    return {
        "risk_kinds": KINDS,
        "severities": SEVERITIES,
        "severity_tones": SEVERITY_TONES,
        "finding_machine": FINDING,
        "asset_machine": ASSET,
    }
