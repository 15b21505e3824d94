"""The completeness list: what is missing stands first, and every item has words and a gain."""

from dataclasses import asdict, replace

import pytest

from lianqiao.registry.completeness import ITEMS, Known, completeness, done
from lianqiao.registry.words import MISSING_NAMES

ALL = Known(*(True for _item in ITEMS))


def test_every_item_is_known_and_has_words() -> None:
    assert set(asdict(ALL)) == set(ITEMS) == set(MISSING_NAMES)
    assert all(name and gain for name, gain in MISSING_NAMES.values())


@pytest.mark.parametrize("missing", ITEMS)
def test_what_is_missing_stands_first(missing: str) -> None:
    items = completeness(replace(ALL, **{missing: False}))
    assert (items[0].key, items[0].done) == (missing, False)
    assert done(items) == len(ITEMS) - 1
    assert [item.key for item in items[1:]] == [key for key in ITEMS if key != missing]
