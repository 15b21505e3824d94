"""The terms of a trade link: who changes them, what both sides read, what ended links keep."""

import re
from datetime import date

import pytest
from characters import World
from sqlalchemy import select

from lianqiao.accounts.models import Notice
from lianqiao.cli import main
from lianqiao.registry.models import TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, StateChange
from lianqiao.shared.tables import columns
from lianqiao.verify import verify_database

TYPED = {
    "since": "2019年5月1日",
    "payment_days": "45",
    "annual_volume_fen": "１２００ 万",
    "contract_no": "HT-9",
    "shown_in_chain": "1",
}
WORDS = (
    "合作起始日：2020-01-01 → 2019-05-01；账期（天）：60 → 45；年交易额：— → 1,200.00 万；"
    "合同编号：— → HT-9；链图上对核心企业可见：否 → 是"
)


@pytest.fixture
def link(database: Database, world: World) -> str:
    """The link that the core enterprise entered with its supplier."""
    row = columns(TradeLink)
    query = select(row.id).where(row.partner_id == world.org("supplier"))
    with database.reading() as session:
        return str(session.execute(query).scalar_one())


def read(database: Database, link_id: str) -> TradeLink:
    with database.reading() as session:
        return session.get_one(TradeLink, link_id)


def steps(database: Database, link_id: str) -> list[tuple[str, str, str, str]]:
    step = columns(StateChange)
    query = select(step.event, step.from_state, step.to_state, step.reason)
    query = query.where(step.subject_id == link_id).order_by(step.at, step.created_at)
    with database.reading() as session:
        return [tuple(row) for row in session.execute(query)]


def test_the_registering_side_changes_terms_and_both_read_from_what_to_what(
    as_, world, database, link: str
) -> None:
    core, supplier = as_("core"), as_("supplier")
    form = core.get(f"/partners/{link}/terms").text
    assert 'value="2020-01-01"' in form
    assert 'value="60"' in form
    answer = core.post(f"/partners/{link}/terms", data=TYPED)
    assert answer.headers["Location"] == f"/partners/{link}"
    row = read(database, link)
    assert (row.since, row.payment_days) == (date(2019, 5, 1), 45)
    assert (row.annual_volume_fen, row.contract_no) == (1200 * 1_000_000, "HT-9")
    assert row.shown_in_chain
    assert steps(database, link)[-1] == ("edit_terms", "active", "active", WORDS)
    for client in (core, supplier):
        page = client.get(f"/partners/{link}").text
        assert WORDS in page
        assert "演示core · 演示东至制药" in page
    entry, notice = columns(AuditEntry), columns(Notice)
    with database.reading() as session:
        audited = select(entry.action).where(entry.subject_id == link)
        assert list(session.execute(audited).scalars()) == ["edit_link_terms"]
        told = select(notice.organisation_id, notice.body).where(notice.kind == "link_terms")
        assert session.execute(told).all() == [(world.org("supplier"), WORDS)]
    assert verify_database(database).ok


def test_the_other_side_reads_and_does_not_change(as_, database, link: str) -> None:
    supplier = as_("supplier")
    assert "修改约定" not in supplier.get(f"/partners/{link}").text
    assert "请对方更正" in supplier.get(f"/partners/{link}").text
    for answer in (
        supplier.get(f"/partners/{link}/terms"),
        supplier.post(f"/partners/{link}/terms", data=TYPED),
    ):
        assert answer.status_code == 409
        assert "由登记这条关系的一方修改" in answer.text
    assert read(database, link).payment_days == 60


def test_a_foreign_link_and_a_missing_one_look_the_same(as_, link: str) -> None:
    client = as_("core2")
    for ask in (client.get, client.post):
        foreign, missing = ask(f"/partners/{link}/terms"), ask(f"/partners/{'0' * 26}/terms")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.text.partition("<main")[2] == missing.text.partition("<main")[2]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("since", "哪天"), ("payment_days", "-1"), ("annual_volume_fen", "许多")],
)
def test_bad_terms_are_named_beside_their_field_and_kept(as_, link, field, typed: str) -> None:
    page = as_("core").post(f"/partners/{link}/terms", data=TYPED | {field: typed})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert f'value="{typed}"' in page.text
    assert 'value="HT-9"' in page.text


def test_the_same_terms_leave_no_trace(as_, database, link: str) -> None:
    core = as_("core")
    core.post(f"/partners/{link}/terms", data=TYPED)
    again = core.post(f"/partners/{link}/terms", data=TYPED)
    assert again.status_code == 422
    assert "没有改动" in again.text
    assert [step[0] for step in steps(database, link)].count("edit_terms") == 1


def test_an_ended_link_is_found_by_its_filter_and_keeps_what_happened(
    as_, database, link: str
) -> None:
    core = as_("core")
    core.post(f"/partners/{link}/terms", data=TYPED)
    assert as_("supplier").get("/partners?state=ended").text.count("row-link") == 0
    as_("supplier").post(f"/partners/{link}/end", data={"reason": "合同到期"})
    for client in (core, as_("supplier")):
        assert f'href="/partners/{link}"' in client.get("/partners?state=ended").text
        assert f'href="/partners/{link}"' not in client.get("/partners?state=active").text
        page = client.get(f"/partners/{link}").text
        assert WORDS in page
        assert "合同到期" in page
        assert "终止日" in page
        assert "修改约定" not in re.sub("timeline.*", "", page, flags=re.S)
    assert core.get(f"/partners/{link}/terms").status_code == 409
    assert core.post(f"/partners/{link}/terms", data=TYPED).status_code == 409


def test_sizes_are_those_of_the_day_on_which_the_link_began_to_count(as_, link: str) -> None:
    page = as_("core").get(f"/partners/{link}").text
    sizes = re.findall(
        r"规模</dt><dd>(\w+) <span class=\"muted\">(\d{4}年\d+月\d+日) 认定</span>", page
    )
    assert [size for size, _day in sizes] == ["小型", "大型"]
    assert len({day for _size, day in sizes}) == 1


def test_a_file_that_changes_terms_leaves_the_same_history(
    as_, world, database, link, tmp_path, monkeypatch, capsys
) -> None:
    place = tmp_path / "links.csv"
    place.write_text(
        "核心企业代码,合作方代码,方向,账期\n91341721MA2T1007XH,91350100M000100Y43,供应商,90\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", database.url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    for _once_more in range(2):
        assert main(["import", "links", str(place), "--as", "91341721MA2T1007XH", "--json"]) == 0
    changes = [step for step in steps(database, link) if step[0] == "edit_terms"]
    assert changes == [("edit_terms", "active", "active", "账期（天）：60 → 90")]
    assert "演示东至制药 修改了合作约定" in as_("supplier").get("/notices").text
    capsys.readouterr()
    assert verify_database(database).ok
