"""The list of receivables fits a window of a usual width, in both languages and on a phone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from characters import PASSWORD, TODAY, WAN, build_world
from deals import confirmed_asset, freeze
from live import Visitor, serving_demo
from playwright.sync_api import Browser

from lianqiao.shared.database import Database

pytestmark = pytest.mark.browser
INNER_SCROLL = """() => [...document.querySelectorAll('.table-wrap')]
    .map(wrap => wrap.scrollWidth - wrap.clientWidth)"""


@pytest.fixture
def county(sqlite_url: str, tmp_path: Path) -> Iterator[str]:
    """A server whose supplier has receivables with long amounts, states and delays."""
    database = Database(sqlite_url)
    world = build_world(database)
    freeze(database)
    with database.writing() as session:
        states = ("confirmed", "entered", "disputed", "settled", "withdrawn")
        for at, state in enumerate(states):
            due = TODAY + timedelta(days=100 if at else -25)
            amount = 735 * WAN
            confirmed_asset(
                session,
                world,
                number=f"YS-20261121-{at:04d}",
                document_no=f"2634191000000000{at:04d}",
                state=state,
                amount_fen=amount,
                occupied_fen=amount if at == 0 else 0,
                occupied_share=0,
                issue_date=TODAY - timedelta(days=90),
                due_date=due,
                effective_due_date=due,
            )
    database.dispose()
    with serving_demo(sqlite_url, tmp_path) as address:
        yield address


@pytest.mark.parametrize("language", ["中文", "English"])
@pytest.mark.parametrize("width", [1280, 375])
def test_the_last_column_is_seen_without_scrolling(
    browser: Browser, county: str, language: str, width: int
) -> None:
    visitor = Visitor(browser, county, width).sign_in("supplier", PASSWORD)
    if language == "English":
        token = visitor.page.locator("input[name=csrf_token]").first.get_attribute("value")
        visitor.page.request.post(
            "/language",
            form={"locale": "en", "back": "/", "csrf_token": str(token)},
            headers={"Referer": f"{county}/"},
        )
    visitor.page.goto("/receivables")
    assert ("Amount" in visitor.page.content()) == (language == "English")
    assert visitor.page.evaluate(INNER_SCROLL) == [0]
    assert not visitor.is_wide()
    visitor.close()
