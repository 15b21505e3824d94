"""The pages of products and limits, gathered by the views that import this."""

from typing import Any

from flask import Blueprint

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
    }
