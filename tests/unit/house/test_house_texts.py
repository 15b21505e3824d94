"""The English catalogue is complete: every text a person sees has its words, and its places.

`pytest tests/unit/house/test_house_texts.py` alone, after `make translations`.
"""

import re
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from unit.house.houses import ROOT

CATALOGUE = ROOT / "platform/lianqiao/translations/en/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*([sdfr])|(?<!%)%([sd])|\{(\w*)\}")
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """The English catalogue as it is kept."""
    return read_po(BytesIO(CATALOGUE.read_bytes()), locale="en")


@pytest.fixture(scope="module")
def messages() -> dict[str, set[str]]:
    """Every text of code and templates, with the files where it stands."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(source)
    keywords = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    found: dict[str, set[str]] = {}
    for name, _line, text, _comments, _context in extract_from_dir(
        str(ROOT), methods, options, keywords=keywords
    ):
        key = text if isinstance(text, str) else text[0]
        found.setdefault(key, set()).add(name)
    return found


def _english(entry: Message | None) -> list[str]:
    if entry is None:
        return []
    return [entry.string] if isinstance(entry.string, str) else list(entry.string)


def test_texts_are_found(messages: dict[str, set[str]]) -> None:
    assert "首页" in messages
    assert "请填写" in messages


def test_every_text_has_english_words(messages: dict[str, set[str]], catalogue: Catalog) -> None:
    missing = {
        text: sorted(places)[0]
        for text, places in messages.items()
        if not all(_english(catalogue.get(text))) or not _english(catalogue.get(text))
    }
    assert missing == {}


def test_placeholders_are_the_same_in_both_languages(catalogue: Catalog) -> None:
    different = [
        entry.id
        for entry in catalogue
        if entry.id and isinstance(entry.string, str) and entry.string
        if sorted(PLACEHOLDER.findall(str(entry.id))) != sorted(PLACEHOLDER.findall(entry.string))
    ]
    assert different == []


def test_no_translation_is_a_guess(catalogue: Catalog) -> None:
    assert [entry.id for entry in catalogue if entry.id and entry.fuzzy] == []


def test_the_catalogue_keeps_no_text_that_is_gone(
    messages: dict[str, set[str]], catalogue: Catalog
) -> None:
    assert [entry.id for entry in catalogue if entry.id and _first(entry) not in messages] == []


def _first(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else str(entry.id[0])


def test_english_words_hold_no_chinese(catalogue: Catalog) -> None:
    named = {"红色信e贷", "税融通", "链桥", "中文"}  # names stay as they are
    left = [
        words
        for entry in catalogue
        for words in _english(entry)
        if HAN.search(re.sub("|".join(sorted(named)), "", words))
    ]
    assert left == []
