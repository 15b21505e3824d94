"""The pages of products and limits, gathered by the views that import this."""

from typing import Any

from flask import Blueprint

from ..shared.web import get_session
from .guarantors import name_of_guarantor
from .states import PRODUCT
from .words import EACH_OTHER, KIND_NAMES, SCOPE_NAMES, list_in_words

products = Blueprint("products", __name__)


@products.context_processor
def words() -> dict[str, Any]:
    """The words that the slice's templates use for codes."""
    return {
        "list_in_words": list_in_words,
        "kind_names": KIND_NAMES,
        "scope_names": SCOPE_NAMES,
        "each_other": EACH_OTHER,
        "product_machine": PRODUCT,
        "guarantor_name": _guarantor_name,
    }


def _guarantor_name(guarantor_id: str | None) -> str:
    """Read only where a page shows a product's rules."""
    return name_of_guarantor(get_session(), guarantor_id)
