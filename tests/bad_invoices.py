"""Two hundred bad e-invoices made by hand, each with the words that it is to be refused with."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from invoice_files import CORE, NUMBER, SUPPLIER, digital, older, ubl

LAUGHS = "<!DOCTYPE EInvoice [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
ENTITY_WORDS, DTD_WORDS = "自己定义了实体", "带有 DTD"
OUTER_DTD, OUTER_ENTITY = "引用了外部的 DTD", "自己定义了实体|引用了外部实体"


@dataclass(frozen=True)
class Bad:
    """A file, what is wrong with it, and the words; any of those that ``|`` divides."""

    name: str
    data: bytes
    words: str

    @property
    def any_of(self) -> list[str]:
        """The words, one of which is said."""
        return self.words.split("|")


def bad_invoices() -> list[Bad]:
    """All of them, each under a name of its own."""
    makers = (
        *(_no_xml, _attacks, _broken, _roots, _digital_numbers, _older_numbers),
        *(_dates, _amounts, _sums, _currencies, _parties, _ubl),
    )
    return [Bad(name, data, words) for make in makers for name, data, words in make()]


Made = Iterator[tuple[str, bytes, str]]


def _no_xml() -> Made:
    yield "empty", b"", "文件是空的"
    yield "only blanks", b" \n\t ", "文件是空的"
    yield "only a mark", b"\xef\xbb\xbf", "应以「<」开头"
    yield "a PDF", b"%PDF-1.7\n%%EOF", "这是 PDF 文件"
    yield "a PNG", b"\x89PNG\r\n\x1a\n" + bytes(20), "这是 PNG 文件"
    yield "a JPEG", b"\xff\xd8\xff\xe0" + bytes(20), "这是 JPEG 文件"
    yield "an old Excel", b"\xd0\xcf\x11\xe0" + bytes(20), "这是 Office 文件"
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w") as box:
        box.writestr("OFD.xml", "<ofd/>")
    yield "an OFD", place.getvalue(), "OFD / ZIP / Excel"
    yield "JSON", b'{"InvoiceNumber": "26352000000000000017"}', "应以「<」开头"
    yield "CSV", "发票号码,金额\n1,2".encode(), "应以「<」开头"
    yield "plain words", "这是发票".encode(), "应以「<」开头"
    yield "bytes at random", bytes(range(128, 256)), "应以「<」开头"
    yield "a web page", b"<!DOCTYPE html><html><body>login</body></html>", "这是网页"
    yield "a web page without type", b"<html><body>404</body></html>", "这是网页"
    yield "huge", digital(more="<x>" + "9" * 2_100_000 + "</x>"), "文件超过 2 MB"


def _attacks() -> Made:
    body = digital(head="").strip()
    inner = body.replace(b"<Drawer>", b"<Drawer>&j;")
    yield "a bomb of entities", (HEAD + LAUGHS + "]>").encode() + inner, ENTITY_WORDS
    quadratic = f"<!DOCTYPE EInvoice [<!ENTITY j '{'A' * 50_000}'>]>"
    yield "a quadratic bomb", (HEAD + quadratic).encode() + inner, ENTITY_WORDS
    for name, outer in (
        ("a file", 'SYSTEM "file:///etc/passwd"'),
        ("a page", 'SYSTEM "http://127.0.0.1:1/x"'),
        ("a public name", 'PUBLIC "-//x" "http://127.0.0.1:1/x"'),
        ("a share", 'SYSTEM "\\\\host\\share"'),
        ("a php filter", 'SYSTEM "php://filter/read=x"'),
        ("another invoice", 'SYSTEM "other.xml"'),
    ):
        yield (
            f"an entity from {name}",
            f"{HEAD}<!DOCTYPE EInvoice [<!ENTITY j {outer}>]>".encode() + inner,
            "引用了外部实体",
        )
        yield (
            f"a document type from {name}",
            f"{HEAD}<!DOCTYPE EInvoice {outer}>".encode() + body,
            OUTER_DTD,
        )
    yield (
        "a parameter entity",
        f'{HEAD}<!DOCTYPE EInvoice [<!ENTITY % p "x">%p;]>'.encode() + body,
        ENTITY_WORDS,
    )
    yield (
        "an outer parameter entity",
        f'{HEAD}<!DOCTYPE EInvoice [<!ENTITY % p SYSTEM "http://127.0.0.1:1/d">%p;]>'.encode()
        + body,
        "引用了外部实体",
    )
    yield "a bare document type", f"{HEAD}<!DOCTYPE EInvoice>".encode() + body, DTD_WORDS
    yield "an empty subset", f"{HEAD}<!DOCTYPE EInvoice []>".encode() + body, DTD_WORDS
    for name, rule in (
        ("element rules", "<!ELEMENT EInvoice ANY>"),
        ("default attributes", "<!ATTLIST EInvoice x CDATA 'y'>"),
        ("a notation", "<!NOTATION n SYSTEM 'x'>"),
    ):
        text = f"{HEAD}<!DOCTYPE EInvoice [{rule}]>"
        yield f"a document type with {name}", text.encode() + body, DTD_WORDS
    yield (
        "an entity that nobody defined",
        body.replace(b"<Drawer>", b"<Drawer>&x;"),
        "没有定义的实体",
    )
    deep = b"<a>" * 33 + b"</a>" * 33
    yield "33 levels", b"<EInvoice>" + deep + b"</EInvoice>", "嵌套超过 32 层"
    deep = b"<a>" * 90_000 + b"</a>" * 90_000
    yield "ninety thousand levels", b"<EInvoice>" + deep + b"</EInvoice>", "嵌套超过 32 层"
    wide = b"<EInvoice>" + b"<a/>" * 60_000 + b"</EInvoice>"
    yield "sixty thousand elements", wide, "元素超过 50,000 个"
    many = "".join(f' a{n}="1"' for n in range(70))
    yield "seventy attributes", f"<EInvoice{many}/>".encode(), "属性超过 64 个"
    yield "UBL with a document type", b"<!DOCTYPE Invoice []>" + ubl(head="").strip(), DTD_WORDS
    yield "older with a document type", b"<!DOCTYPE fpxx []>" + older(head="").strip(), DTD_WORDS


def _broken() -> Made:
    whole = digital()
    for share in (15, 40, 65, 90, 99):
        cut = whole.decode()[: len(whole.decode()) * share // 100].encode()
        yield f"cut at {share} %", cut, "不完整|写法有误"
    yield "cut in the head", b'<?xml version="1.0"', "写法有误|不完整"
    yield "a lone tag", b"<EInvoice>", "就断了"
    yield "crossed tags", b"<EInvoice><a><b></a></b></EInvoice>", "前后不对应"
    yield "a tag of another name", whole.replace(b"</EInvoice>", b"</Invoice>"), "前后不对应"
    yield "two roots", digital() + digital(head="").strip(), "根元素之后还有内容"
    yield "words after the root", digital() + b"tail", "根元素之后还有内容"
    yield "a bare ampersand", digital(seller_name="甲 & 乙"), "写法有误"
    yield "a bare angle", digital(seller_name="甲 < 乙"), "写法有误"
    yield "an attribute twice", b'<EInvoice a="1" a="2"/>', "属性写了两次"
    yield "an attribute without quotes", b"<EInvoice a=1/>", "写法有误"
    yield "a prefix that nobody declared", b"<x:EInvoice/>", "没有声明的命名空间前缀"
    yield "a NUL", whole.replace(b"<Drawer>", b"<Drawer>\x00"), "含有空字符"
    yield "a bell", whole.replace(b"<Drawer>", b"<Drawer>\x07"), "写法有误"
    yield "two declarations", HEAD.encode() + whole, "写法有误"
    yield "GB bytes called UTF-8", digital().decode().encode("gb18030"), "与声明的编码 utf-8 不符"
    ascii_head = '<?xml version="1.0" encoding="us-ascii"?>'
    yield "UTF-8 called ASCII", digital(head=ascii_head), "与声明的编码 us-ascii 不符"
    odd = digital(head='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16")[:-1]
    yield "UTF-16 of odd length", odd, "与声明的编码 utf-16 不符"
    broken = digital(head='<?xml version="1.0" encoding="GBK"?>').decode().encode("gb18030")
    yield "half a GB sign", broken.replace(b"<Drawer>", b"<Drawer>\xff"), "与声明的编码 gb18030"
    for name in ("ebcdic-cp-us", "utf-7", "hex", "punycode", "x-user", "unicode_escape", "rot13"):
        head = f'<?xml version="1.0" encoding="{name}"?>'
        yield f"declared {name}", digital(head=head), f"声明的编码「{name}」不收"


def _roots() -> Made:
    for root in ("root", "html5", "OFD", "Order", "DespatchAdvice", "svg", "合同", "Receipt"):
        yield f"root {root}", digital(root=root), f"根元素「{root}」"
    one = digital(head="").strip().decode()
    two = digital(head="", number=NUMBER[:-1] + "8").strip().decode()
    yield "two invoices", f"<EInvoices>{one}{two}</EInvoices>".encode(), "里有 2 张发票"
    yield "the same one twice", f"<EInvoices>{one}{one}</EInvoices>".encode(), "里有 2 张发票"
    yield "three in an invoice", f"<EInvoice>{one}{two}{one}</EInvoice>".encode(), "里有 3 张发票"
    yield "an empty wrapper", b"<EInvoices/>", "根元素「EInvoices」"
    yield "an empty invoice", b"<EInvoice/>", "缺少「价税合计"
    yield "an empty UBL", ubl().split(b"<cbc:UBL")[0] + b"</Invoice>", "缺少「cac:LegalMonetary"
    ubl_order = ubl().replace(b"xsd:Invoice-2", b"xsd:Order-2").replace(b"Invoice ", b"Order ")
    yield "a UBL order", ubl_order.replace(b"</Invoice>", b"</Order>"), "UBL 的「Order」不是发票"


def _digital_numbers() -> Made:
    other = {"eiid": ""}
    yield "no number", digital(number=""), "缺少「发票号码"
    for count in (1, 7, 9, 12, 18, 19, 21, 22, 40):
        yield (
            f"{count} digits",
            digital(number="26352000000000000017000000000000000000000"[:count]),
            (f"现为 {count} 位"),
        )
    for name, number in (
        ("a letter O", NUMBER[:-2] + "O7"),
        ("a letter l", NUMBER[:-1] + "l"),
        ("hyphens", "2635-2000-0000-0000-0017"),
        ("a slash", NUMBER[:10] + "/" + NUMBER[11:]),
        ("Chinese figures", "二六三五二" + "0" * 13 + "一七"),
        ("a minus", "-" + NUMBER[1:]),
        ("a fraction", NUMBER[:-2] + ".7"),
        ("Arabic figures", "٢٦" + NUMBER[2:]),
    ):
        yield f"a number with {name}", digital(number=number), "发票号码应为数字"
    for region in ("00", "01", "10", "16", "20", "24", "30", "38", "40", "47", "55", "66", "72"):
        number = f"26{region}{NUMBER[4:]}"
        yield f"province {region}", digital(number=number), f"“{region}”不是省级代码"
    for region in ("83", "90", "99"):
        number = f"26{region}{NUMBER[4:]}"
        yield f"province {region}", digital(number=number), f"“{region}”不是省级代码"
    for year in ("00", "19", "20"):
        yield f"year {year}", digital(number=year + NUMBER[2:]), "应不早于 21"
    for year in ("21", "24", "25", "27", "99"):
        yield f"year {year} on an invoice of 2026", digital(number=year + NUMBER[2:]), "与开票年份"
    code = "<InvoiceCode>3500261130</InvoiceCode>"
    yield "a code beside 20 digits", digital(more=code), "没有发票代码"
    yield "two numbers", digital(eiid=NUMBER[:-1] + "8"), "文件自相矛盾"
    yield (
        "another number inside",
        digital(more=f"<InvoiceNo>{NUMBER[:-1]}9</InvoiceNo>", **other),
        "文件自相矛盾",
    )


def _older_numbers() -> Made:
    yield "older without code", older(code=""), "须同时填写 10 位或 12 位发票代码"
    for count in (1, 8, 9, 11):
        code = "350026113000"[:count]
        yield f"a code of {count}", older(code=code), "发票代码应为 10 位或 12 位数字"
    yield "a code of 13", older(code="0350026113000"), "发票代码应为 10 位或 12 位数字"
    yield "a code with letters", older(code="35002611AB"), "发票代码应为 10 位或 12 位数字"
    for region in ("00", "16", "60", "99"):
        yield f"a code of region {region}", older(code=f"{region}00261130"), f"「{region}」不是省级"
    yield "12 digits of region 39", older(code="039002600111"), "「39」不是省级代码"
    yield "a code of next year", older(code="3500271130"), "年份「27」晚于开票年份"
    yield "12 digits of 2030", older(code="035003000111"), "年份「30」晚于开票年份"
    for count in (7, 9):
        yield f"an older number of {count}", older(number="001234567"[:count]), f"现为 {count} 位"
    yield "an older number with a letter", older(number="0012345X"), "发票号码应为数字"


def _dates() -> Made:
    yield "no date", digital(issued=""), "缺少「开票日期"
    for text in (
        *("24/11/2026", "11-24-2026", "昨天", "2026-11", "Nov 2, 2026", "2026-W45-1"),
        *("二〇二六年十一月二日", "2026-11-02T", "2026.11.02.01", "02112026x", "不详"),
    ):
        yield f"the date {text}", digital(issued=text), "读不出来"
    for text in ("2026", "46000", "202611", "1762041600", "26112"):
        yield f"the figure {text}", digital(issued=text), f"日期「{text}」应写成"
    for text in ("2026-02-30", "2026-13-01", "2026-11-31", "20260231"):
        yield f"no such day {text}", digital(issued=text), "不存在"
    for text in ("2099-11-25", "2098-12-31 08:00:00", "20991126"):
        yield f"still to come {text}", digital(issued=text), "还没有到"
    yield "of 1985", older(issued="1985-01-01"), "早于增值税发票"
    due = "<DueDate>2026-01-01</DueDate>"
    yield "due before it was issued", digital(more=due), "早于开票日期"
    yield "a due date in words", digital(more="<DueDate>货到付款</DueDate>"), "「DueDate」读不出来"


def _amounts() -> Made:
    yield "no total", digital(gross=""), "缺少「价税合计"
    yield "zero", digital(net="0", tax="0", gross="0.00"), "价税合计是零"
    yield "a red one", digital(net="-100", tax="-13", gross="-113"), "这是红字发票"
    yield "a red one in brackets", digital(gross="(113000.00)"), "这是红字发票"
    yield (
        "a red one that names the blue",
        digital(
            gross="-113", more="<OriginalInvoiceNumber>26352000000000000003</OriginalInvoiceNumber>"
        ),
        "请打开被冲的 26352000000000000003",
    )
    yield "an older red one", older(net="-1", tax="-0.13", gross="-1.13"), "这是红字发票"
    yield "a red net", digital(net="-100000.00", tax="213000.00"), "却是负数"
    yield "a red tax", digital(net="126000.00", tax="-13000.00"), "却是负数"
    for text in (
        "很多",
        "1.2.3",
        "1E+10",
        "12,34.5",
        "NaN",
        "inf",
        "0x10",
        "１１３０００．００．０",
    ):
        yield f"the total {text}", digital(gross=text), "「TotalTax-includedAmount」读不出来"
    yield "half a fen", digital(gross="113000.005"), "不足一分"
    yield "beyond all money", digital(net="9" * 20, tax="0", gross="9" * 20), "超过 99 万亿元"
    yield "a net in words", digital(net="十万"), "「TotalAmWithoutTax」读不出来"
    yield "a tax in words", digital(tax="一万三"), "「TotalTaxAm」读不出来"
    twice = "<TotalTax-includedAmount>999.00</TotalTax-includedAmount>"
    yield "two totals", digital(more=twice), "文件自相矛盾"


def _sums() -> Made:
    for net, tax, gap in (
        ("100000.01", "13000.00", "0.01"),
        ("99999.99", "13000.00", "0.01"),
        ("100000.00", "13000.01", "0.01"),
        ("100000.00", "0", "13,000.00"),
        ("113000.00", "13000.00", "13,000.00"),
        ("1.00", "0.13", "112,998.87"),
        ("13000.00", "100000.10", "0.10"),
    ):
        yield f"{net} and {tax}", digital(net=net, tax=tax), f"差 {gap} 元"
    yield "an older one's sum", older(net="1"), "差 99,999.00 元"
    yield "exempt, and yet a difference", digital(tax="***"), "差 13,000.00 元"


def _currencies() -> Made:
    for name in ("USD", "EUR", "HKD", "JPY", "美元", "TWD"):
        more = f"<Currency>{name}</Currency>"
        yield f"in {name}", digital(more=more), f"币种是 {name}"
    for name in ("USD", "EUR", "CNH"):
        yield f"UBL in {name}", ubl(currency=name), f"币种是 {name}"
    mixed = ubl().replace(b'TaxAmount currencyID="CNY"', b'TaxAmount currencyID="USD"')
    yield "UBL with a tax in dollars", mixed, "币种是 USD"


def _parties() -> Made:
    yield "no seller", digital(seller=""), "缺少「销售方识别号"
    yield "no buyer", digital(buyer=""), "缺少「购买方识别号"
    yield "older without seller", older(seller=""), "缺少「销售方识别号"
    yield "older without buyer", older(buyer=""), "缺少「购买方识别号"
    yield "to oneself", digital(buyer=SUPPLIER), "自己不能欠自己"
    yield "older to oneself", older(seller=CORE), "自己不能欠自己"
    for who, side in (("seller", "销售方"), ("buyer", "购买方")):
        good = SUPPLIER if who == "seller" else CORE
        for name, code, words in (
            ("of 17", good[:17], "现为 17 位"),
            ("of 19", good + "1", "现为 19 位"),
            ("of 15, as before 2015", good[2:17], "现为 15 位"),
            ("with a wrong check", good[:17] + ("3" if good[17] != "3" else "4"), "第 18 位"),
            (
                "with a wrong body",
                good[:16] + ("7" if good[16] != "7" else "8") + good[17],
                "第 17 位",
            ),
            ("with an O", good[:9] + "O" + good[10:], "第 10 位“O”不能使用"),
            ("of no registrar", "X" + good[1:], "不是登记管理部门代码"),
            ("of no region", good[:2] + "AB" + good[4:], "应为数字"),
        ):
            told = f"{side}：统一社会信用代码"
            yield f"a {who} {name}", digital(**{who: code}), f"{told}&{words}"
    twice = f"<SellerIdNum>{CORE}</SellerIdNum>"
    yield "two sellers", digital(more=twice), "文件自相矛盾"


def _ubl() -> Made:
    yield "a UBL credit note", ubl(root="CreditNote"), "这是 UBL 贷项通知单"
    for code in ("381", "396", "261"):
        more = f"<cbc:InvoiceTypeCode>{code}</cbc:InvoiceTypeCode>"
        yield f"a UBL credit as type {code}", ubl(more=more), f"类型 {code} 是贷项"
    yield "a UBL red one", ubl(payable="-1"), "这是红字发票"
    yield "UBL without number", ubl(number=""), "缺少「cbc:ID」"
    yield "UBL without date", ubl(issued=""), "缺少「cbc:IssueDate」"
    yield "UBL without seller", ubl(seller=""), "缺少「cac:AccountingSupplierParty"
    yield "UBL without buyer", ubl(buyer=""), "缺少「cac:AccountingCustomerParty"
    for text in ("02/11/2026", "2026年11月2日", "20261102"):
        yield f"UBL of {text}", ubl(issued=text), "UBL 的日期应写成"
    yield "UBL due in words", ubl(due="30 days"), "UBL 的日期应写成"
    yield "UBL whose sum is wrong", ubl(tax="1"), "差 12,999.00 元"
    yield "UBL that asks for more", ubl(payable="113000.01"), "比价税合计还多"
    yield "UBL with a number in words", ubl(number="第一张"), "1–40 位数字、字母"
    yield "UBL with a number too long", ubl(number="A" * 41), "1–40 位数字、字母"
    yield "UBL with a wrong 数电票 number", ubl(number="2699" + NUMBER[4:]), "“99”不是省级代码"
