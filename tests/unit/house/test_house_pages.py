"""Templates carry no inline style or script: the content security policy would drop them."""

import re

import pytest
from unit.house.houses import ROOT, tracked

FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "a script address": re.compile(r"=\s*[\"']\s*javascript:", re.IGNORECASE),
    "an hx expression": re.compile(
        r"hx-(?:vals|vars|headers|on)\S*\s*=\s*[\"']\s*js:", re.IGNORECASE
    ),
    "an hx-on attribute": re.compile(r"\shx-on[:-]", re.IGNORECASE),
    "a third-party address": re.compile(r"(?:src|href|action)\s*=\s*[\"']https?://", re.IGNORECASE),
}
PAGES = [
    place
    for place in tracked()
    if place.suffix in (".html", ".svg") and place.relative_to(ROOT).parts[0] != "docs"
]


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_page_carries(what: str) -> None:
    found = [
        f"{place.relative_to(ROOT)}: {match[0][:80]}"
        for place in PAGES
        for match in FORBIDDEN[what].finditer(place.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_rules_would_see_what_they_forbid() -> None:
    bad = (
        '<p style="a"><style></style><a onclick="x()"><script>x</script><a href="javascript:x">'
        '<a hx-vals="js:x"><a hx-on:click="x"><img src="https://example.com/x.png">'
    )
    assert [what for what, rule in FORBIDDEN.items() if not rule.search(bad)] == []


def test_every_unsafe_form_carries_the_token() -> None:
    without = []
    for place in PAGES:
        text = place.read_text(encoding="utf-8")
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.S | re.I):
            if "csrf" not in form:
                without.append(f"{place.relative_to(ROOT)}: {form[:80]}")
    assert without == []
