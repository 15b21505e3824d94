"""Documents brought in by file in a real browser: e-invoices, and what two ERP systems export."""

import pytest
from characters import ENTERPRISES, PASSWORD
from invoice_files import digital, older
from live import Visitor
from playwright.sync_api import Browser, Page, expect
from web.test_erp_imports import KINGDEE, YONYOU, as_bytes

pytestmark = pytest.mark.browser
CORE = ENTERPRISES["core"][1]


def signed_in(visitor: Visitor, browser: Browser, base: str, *, scripts: bool) -> Page:
    """The supplier at a narrow screen, with JavaScript or without."""
    visitor.context.close()
    visitor.context = browser.new_context(
        viewport={"width": 375, "height": 800}, base_url=base, java_script_enabled=scripts
    )
    page = visitor.page = visitor.context.new_page()
    page.goto("/login")
    page.fill("#username", "supplier")
    page.fill("#password", PASSWORD)
    page.click(".gate-form .button--wide")
    return page


def a_file(name: str, data: bytes, kind: str) -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": data}


@pytest.mark.parametrize("scripts", [True, False])
def test_e_invoices_are_read_mended_and_entered(browser: Browser, base: str, scripts: bool) -> None:
    visitor = Visitor(browser, base, 375)
    page = signed_in(visitor, browser, base, scripts=scripts)
    page.goto("/receivables")
    page.get_by_role("link", name="上传电子发票").click()
    files = [
        a_file("甲.xml", digital(), "text/xml"),
        a_file("乙.xml", older(net="200", tax="26", gross="226"), "text/xml"),
        a_file("扫描.xml", b"%PDF-1.7", "text/xml"),
    ]
    page.set_input_files("#files", files=files)  # type: ignore[arg-type]
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_text("这是 PDF 文件")).to_be_visible()
    if scripts:
        assert not visitor.is_wide()
    due = page.get_by_label("到期日")
    due.nth(0).fill("")
    page.get_by_role("button", name="录入勾选的发票").click()
    expect(page.get_by_text("请填写到期日").first).to_be_visible()
    page.get_by_label("到期日").nth(0).fill("2027-01-01")
    page.get_by_role("button", name="录入勾选的发票").click()
    expect(page.get_by_text("已提交 2 张发票")).to_be_visible()


@pytest.mark.parametrize(("lines", "code"), [(KINGDEE, "CUST-0007"), (YONYOU, "01-003")])
def test_an_erp_export_is_imported_once_its_codes_are_known(
    browser: Browser, base: str, lines: list[str], code: str
) -> None:
    visitor = Visitor(browser, base, 375)
    page = signed_in(visitor, browser, base, scripts=False)
    page.goto("/receivables/import")
    sent = a_file("导出.csv", as_bytes(lines), "text/csv")
    page.set_input_files("#file", files=[sent])  # type: ignore[list-item]
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text(f"“{code}”不是统一社会信用代码").first).to_be_visible()
    page.get_by_label("企业代码对照表").fill(f"{code} {CORE}")
    page.get_by_role("button", name="按此重新预览").click()
    page.get_by_role("button", name="导入这 2 行").click()
    expect(page.get_by_text("已导入「导出.csv」")).to_be_visible()
