"""The registry's blueprint with every page on it."""

from . import (
    views_chain,
    views_consents,
    views_dishonesty,
    views_documents,
    views_enterprises,
    views_links,
    views_merge,
    views_organisations,
    views_partners,
    views_scorecard,
)
from .blueprint import registry

__all__ = [
    "registry",
    "views_chain",
    "views_consents",
    "views_dishonesty",
    "views_documents",
    "views_enterprises",
    "views_links",
    "views_merge",
    "views_organisations",
    "views_partners",
    "views_scorecard",
]
