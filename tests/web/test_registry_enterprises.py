"""A firm's file: profile, size class, completeness; who sees it, who changes it."""

import re
from datetime import date

from characters import ENTERPRISES, TODAY, World
from sqlalchemy import select, update

from lianqiao.registry.importers import IMPORTERS
from lianqiao.registry.models import Enterprise, TradeLink
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.tables import columns, table, utc_now

PROFILE = {
    "park": "other",
    "industry": "26",
    "employees": "350",
    "revenue_fen": "3000 万",
    "assets_fen": "",
    "founded": "2016年5月1日",
    "legal_representative": "演示法人",
    "phone": "0566-2222222",
    "tax_grade": "B",
}


def test_a_firm_edits_its_profile_and_is_classed_anew(as_, world: World, database) -> None:
    own = world.org("supplier")
    client = as_("supplier")
    assert 'value="0566-0000000"' in client.get(f"/enterprises/{own}/edit").text
    assert client.post(f"/enterprises/{own}/edit", data=PROFILE).status_code == 302
    with database.reading() as session:
        firm = session.get_one(Enterprise, own)
        assert (firm.size_class, firm.phone, firm.founded) == (
            "medium",
            "0566-2222222",
            date(2016, 5, 1),
        )
        assert (firm.uscc, firm.grade, firm.tax_grade) == ("91350100M000100Y43", 3, "B")
    assert "B 级" in as_("bank").get(f"/enterprises/{own}").text


def test_a_bad_profile_keeps_what_was_typed(as_, world, database) -> None:
    own = world.org("supplier")
    page = as_("supplier").post(f"/enterprises/{own}/edit", data=PROFILE | {"employees": "许多"})
    assert page.status_code == 422
    assert 'id="employees-error"' in page.text
    assert 'value="许多"' in page.text
    assert 'value="演示法人"' in page.text
    with database.reading() as session:
        assert session.get_one(Enterprise, own).phone == "0566-0000000"


def test_a_tax_grade_that_does_not_exist_is_refused(as_, world, database) -> None:
    own = world.org("supplier")
    page = as_("supplier").post(f"/enterprises/{own}/edit", data=PROFILE | {"tax_grade": "E"})
    assert page.status_code == 422
    assert 'id="tax_grade-error"' in page.text
    with database.reading() as session:
        assert session.get_one(Enterprise, own).tax_grade == ""


def test_a_link_keeps_the_size_classes_of_its_signing(as_, world, database: Database) -> None:
    own, link = world.org("supplier"), columns(TradeLink)
    as_("supplier").post(f"/enterprises/{own}/edit", data=PROFILE)
    with database.reading() as session:
        signed = select(link.partner_size).where(link.partner_id == own)
        assert session.execute(signed).scalar_one() == "small"
        assert session.get_one(Enterprise, own).size_class == "medium"


def test_links_from_a_file_keep_the_size_classes_of_the_day(world, database: Database) -> None:
    codes = (ENTERPRISES[name][1] for name in ("core", "supplier2"))
    text = f"core_uscc,partner_uscc,direction\n{','.join(codes)},supplier"

    def bring() -> tuple[str, str]:
        with database.writing() as session:
            context = ImportContext(session, COMMAND, utc_now(), TODAY)
            run_import(IMPORTERS["links"], context, text.encode(), "links.csv")
        link = columns(TradeLink)
        pair = (link.core_id == world.org("core"), link.partner_id == world.org("supplier2"))
        with database.reading() as session:
            query = select(link.core_size, link.partner_size).where(*pair)
            return tuple(session.execute(query).one())

    assert bring() == ("large", "micro")
    with database.writing() as session:
        firm = session.get_one(Enterprise, world.org("supplier2"))
        firm.size_class = "small"
        session.add(firm)
    assert bring() == ("large", "micro")


def plain(text: str) -> str:
    """The words of a page's main part."""
    main = re.sub(r"<svg\b.*?</svg>", "", text.partition("<main")[2], flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_size_class_is_told_with_its_figures_and_source(as_, world) -> None:
    own = world.org("supplier")
    client = as_("supplier")
    page = plain(client.get(f"/enterprises/{own}").text)
    assert "还缺从业人员、营业收入，暂按微型处理" in page
    client.post(f"/enterprises/{own}/edit", data=PROFILE)
    page = plain(client.get(f"/enterprises/{own}").text)
    assert "中型" in page
    assert "本企业 350 人 3,000.00 万 中型" in page
    assert "大型 至少 1,000 人 至少 40,000 万元 没有达到" in page
    assert "中型 至少 300 人 至少 2,000 万元 达到" in page
    assert "工信部联企业〔2011〕300号" in page
    assert "行业「工业」" in page


def test_the_profile_says_what_is_missing_and_what_it_would_bring(as_, world, database) -> None:
    own = world.org("supplier")
    client = as_("supplier")
    before = client.get(f"/enterprises/{own}").text
    assert "2 / 7 项" in before  # partners and consent
    assert "小微企业可走续贷" in before
    assert f'href="/enterprises/{own}/facts/new">去申报' in before
    client.post(f"/enterprises/{own}/edit", data=PROFILE)
    after = client.get(f"/enterprises/{own}").text
    assert "5 / 7 项" in after
    assert "小微企业可走续贷" not in after
    with database.writing() as session:
        session.execute(update(table(TradeLink)).values(state="ended"))
    assert "4 / 7 项" in client.get(f"/enterprises/{own}").text


def test_only_the_firm_itself_reads_what_its_profile_lacks(as_, world) -> None:
    for who in ("bank", "regulator", "operator"):
        assert "资料完整度" not in as_(who).get(f"/enterprises/{world.org('supplier')}").text


def test_another_firm_finds_nothing_and_changes_nothing(as_, world) -> None:
    other = as_("core2")
    own = world.org("supplier")
    for path in ("", "/edit", "/consent", "/facts/new"):
        foreign = other.get(f"/enterprises/{own}{path}")
        missing = other.get(f"/enterprises/01missing{path}")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.text.partition("<main")[2] == missing.text.partition("<main")[2]
    assert other.post(f"/enterprises/{own}/edit", data=PROFILE).status_code == 404
    assert other.post(f"/enterprises/{own}/consent", data={}).status_code == 404


def test_offices_read_and_do_not_write(as_, world) -> None:
    own = world.org("supplier")
    for who in ("regulator", "operator"):
        page = as_(who).get(f"/enterprises/{own}")
        assert page.status_code == 200
        assert "签署授权" not in page.text
        assert as_(who).post(f"/enterprises/{own}/edit", data=PROFILE).status_code == 403
    assert as_("guarantor").get(f"/enterprises/{own}").status_code == 403
