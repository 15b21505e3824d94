"""Take the pictures of README and docs from a running demo: ``python tests/pictures.py URL``."""

import sys
from pathlib import Path

from live import Visitor, browsing, find_chromium
from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
PASSWORD = "lianqiao-demo"
HOMES = (
    "core",
    "supplier",
    "bank",
    "bank-approver",
    "guarantor",
    "regulator",
    "operator",
)
HEIGHTS = {1280: 900, 375: 812}


def chain(page: Page) -> None:
    """The chain of a core enterprise."""
    page.goto("/chain")


def options(page: Page) -> None:
    """The options of a document, with its reasons open."""
    page.goto("/opportunities?state=open")
    page.click("table a.row-link")
    page.wait_for_load_state()


def picture(page: Page) -> None:
    """The network around a document."""
    options(page)
    page.goto(page.url.replace("/options", "/picture"))


def quotes(page: Page) -> None:
    """The comparison with the most quotes."""
    page.goto("/applications?state=quoted")
    links = [link.get_attribute("href") for link in page.query_selector_all("table a.row-link")]
    best, most = "", 0
    for link in links[:8]:
        page.goto(str(link))
        compare = page.query_selector("a[href^='/quotes?asset=']")
        if compare is None:
            continue
        address = str(compare.get_attribute("href"))
        page.goto(address)
        count = len(page.query_selector_all("a[href$='/accept']"))
        if count > most:
            best, most = address, count
    page.goto(best)


def maturities(page: Page) -> None:
    """The maturity board."""
    page.goto("/maturities")


def goals(page: Page) -> None:
    """The four goals."""
    page.goto("/oversight")


def ring(page: Page) -> None:
    """A ring of debts that a person should look at."""
    page.goto("/risks?kind=ring")
    page.click("table a.row-link")
    page.wait_for_load_state()


def network(page: Page) -> None:
    """The network around the firm of a bank's opportunity."""
    page.goto("/opportunities")
    page.click("table a.row-link")
    page.wait_for_load_state()
    page.click("a[href$='/network']")
    page.wait_for_load_state()


def set_off(page: Page) -> None:
    """A ring of mutual debts that waits for the firm's answer."""
    page.goto("/set-offs")
    page.click("table a.row-link")
    page.wait_for_load_state()


def firm(page: Page) -> None:
    """A firm's own file."""
    page.goto("/enterprises")


def merge(page: Page) -> None:
    """Firms that may have been registered twice."""
    page.goto("/organisations/merge")


SCENES = (
    ("core", "chain", chain),
    ("supplier", "options", options),
    ("supplier", "picture", picture),
    ("supplier", "quotes", quotes),
    ("bank", "maturities", maturities),
    ("regulator", "goals", goals),
    ("regulator", "ring", ring),
    ("bank", "network", network),
    ("supplier", "set-off", set_off),
    ("core", "firm", firm),
    ("operator", "merge", merge),
)


def main(base: str) -> None:
    """Every home and every scene, wide and narrow."""
    executable = find_chromium()
    if executable is None:
        sys.exit("Chromium is missing on this machine")
    with browsing(executable) as browser:
        for width, height in HEIGHTS.items():
            for who in HOMES:
                visitor = Visitor(browser, base, width).sign_in(who, PASSWORD)
                visitor.page.set_viewport_size({"width": width, "height": height})
                visitor.page.screenshot(path=FOLDER / f"home-{who}-{width}.png")
                for name, go in [(n, g) for w, n, g in SCENES if w == who]:
                    go(visitor.page)
                    visitor.page.screenshot(path=FOLDER / f"{name}-{width}.png")
                visitor.close()


if __name__ == "__main__":
    main(sys.argv[1])
