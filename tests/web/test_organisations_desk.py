"""The operator's letters, audit chain, figures of the rules, and the demo's business date."""

import pytest
from sqlalchemy import select, text

from lianqiao.app import create_app
from lianqiao.shared.models import Outbox
from lianqiao.shared.outbox import queue_mail
from lianqiao.shared.tables import columns, utc_now


def test_letters_are_listed_and_readable(as_, database) -> None:
    with database.writing() as session:
        queue_mail(session, "a@example.com", "演示主题", "第一行\n\n第二行", utc_now())
    client = as_("operator")
    assert "演示主题" in client.get("/outbox?state=queued").text
    assert "演示主题" not in client.get("/outbox?state=sent").text
    with database.reading() as session:
        letter = session.execute(select(columns(Outbox).id)).scalar_one()
    page = client.get(f"/outbox/{letter}").text
    assert "第二行" in page
    assert "a@example.com" in page
    assert client.get("/outbox/01missing").status_code == 404
    assert client.get("/outbox?format=xlsx").data.startswith(b"PK")


def test_the_audit_page_shows_the_chain_its_head_and_that_it_holds(as_) -> None:
    client = as_("operator")
    page = client.get("/audit").text
    assert "sign_in" in page
    assert "完整，逐条相符" in page
    assert "没有符合条件" in client.get("/audit?q=never_happened").text


def test_the_audit_page_names_a_broken_link(as_, database) -> None:
    client = as_("operator")
    with database.open(write=True) as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER audit_entry_no_update"))
        else:
            session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        session.execute(text("UPDATE audit_entry SET action = 'nothing' WHERE seq = 1"))
        session.commit()
    page = client.get("/audit").text
    assert "不相符" in page
    assert "seq 1" in page


def test_the_figures_of_the_rules_name_their_documents(as_) -> None:
    page = as_("operator").get("/parameters").text
    assert "银发〔2025〕77号" in page
    assert "拟调整" in page


def test_the_business_date_stops_and_runs_again(as_) -> None:
    client = as_("operator")
    frozen = client.post("/parameters/business-date", data={"day": "2026年12月31日"})
    assert frozen.status_code == 302
    assert "2026年12月31日" in client.get("/").text
    bad = client.post("/parameters/business-date", data={"day": "某天"})
    assert bad.status_code == 422
    assert 'value="某天"' in bad.text
    client.post("/parameters/business-date", data={"day": ""})
    assert "2026年12月31日" not in client.get("/").text


def test_outside_demo_mode_there_is_no_such_form(settings, world) -> None:
    from characters import PASSWORD

    production = create_app(
        settings.model_copy(update={"mode": "production", "secure_cookies": False})
    )
    production.config["WTF_CSRF_ENABLED"] = False
    client = production.test_client()
    client.post("/login", data={"username": "operator", "password": PASSWORD})
    assert client.get("/parameters").status_code == 200
    assert "业务日期" not in client.get("/parameters").text
    day = {"day": "2026-12-31"}
    assert client.post("/parameters/business-date", data=day).status_code == 404
    production.database.dispose()


@pytest.mark.parametrize("path", ["/outbox", "/outbox/x", "/audit", "/parameters"])
@pytest.mark.parametrize("who", ["core", "bank-approver", "regulator"])
def test_the_desk_is_the_operator_s(as_, path: str, who: str) -> None:
    assert as_(who).get(path).status_code == 403
