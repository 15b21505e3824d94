"""A long file in a real browser: its page goes on by itself, with JavaScript and without."""

import pytest
from characters import PASSWORD
from faulty_files import code
from live import Visitor
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
ROWS = 2_000
PATH = "/partners/import"


def file(first: int) -> dict[str, object]:
    """A long file of firms."""
    lines = [f"{code(first + n)},演示批量{n},26" for n in range(ROWS)]
    data = "\n".join(["uscc,name,industry", *lines]).encode()
    return {"name": "名单.csv", "mimeType": "text/csv", "buffer": data}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_long_file_goes_through_by_itself(browser: Browser, base: str, scripts: bool) -> None:
    visitor = Visitor(browser, base, 375)
    visitor.context.close()
    visitor.context = browser.new_context(
        viewport={"width": 375, "height": 800}, base_url=base, java_script_enabled=scripts
    )
    page = visitor.page = visitor.context.new_page()
    page.goto("/login")
    page.fill("#username", "core")
    page.fill("#password", PASSWORD)
    page.click(".gate-form .button--wide")
    page.goto(PATH)
    page.set_input_files("#file", files=[file(0)])  # type: ignore[list-item]
    page.click("text=上传并预览")
    confirm = page.get_by_text(f"导入这 {ROWS} 行")
    expect(confirm).to_be_visible(timeout=60_000)
    confirm.click()
    expect(page.get_by_text("已导入「名单.csv」")).to_be_visible(timeout=60_000)
    if scripts:
        assert not visitor.is_wide()
    visitor.close()
