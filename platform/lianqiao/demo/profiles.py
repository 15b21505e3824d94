"""The demo's firms in depth: tax grades, scorecards, the list of dishonest debtors, consents."""

from datetime import date

from sqlalchemy import select

from ..financing.models import Opportunity
from ..registry.ask_repair import ask_repair
from ..registry.check_fact import reject_fact, verify_fact
from ..registry.claim_fact import NewFact, claim_fact, withdraw_fact
from ..registry.consent import grant_authorisation, revoke_authorisation
from ..registry.consent_queries import list_authorisations
from ..registry.importers import IMPORTERS
from ..registry.lift_listing import lift_listing, refuse_repair
from ..registry.models import DishonestyListing, Enterprise
from ..shared import uscc
from ..shared.tables import columns, table
from .stage import Stage

TAX_GRADES = ("A", "B", "B", "M", "", "B", "A", "M", "C", "", "B")


# firm, dimension, title, level, issuer, days from today to its start and end, what became of it
CLAIMS = """
core brand 演示名牌产品（云杉牌） provincial 示例省质量局 -900 600 verified
core technology 演示高新技术企业 national 示例认定办公室 -500 590 verified
core technology 演示企业技术中心 provincial 示例省发展局 -800 - verified
core innovation 演示制造业单项冠军 national 示例工业部门 -400 700 verified
core sustainability 演示绿色工厂 provincial 示例省工业厅 -300 420 verified
core2 brand 演示地理标志（江畔） national 示例标志办公室 -1200 - verified
core2 sustainability 演示食品安全管理体系 own - -300 60 verified
supplier brand 演示县级知名商标 county 示例县市场局 -700 380 verified
supplier technology 演示发明专利一件 national 示例专利局 -1000 4000 verified
supplier innovation 演示专精特新中小企业 provincial 示例省工业厅 -200 880 verified
supplier sustainability 演示清洁生产审核 municipal 示例市环境局 -40 700 claimed
supplier technology 演示检测能力证书 municipal 示例市计量所 -800 -4 verified
supplier brand 演示质量奖提名 provincial 示例省质量协会 -90 - rejected
supplier2 brand 演示绿色稻米标志 provincial 示例省农业厅 -250 800 verified
supplier2 innovation 演示稻鱼共生示范社 county 示例县农业局 -60 - claimed
customer brand 演示诚信经营示范店 county 示例县商务局 -30 330 claimed
core-b technology 演示标准起草单位 national 示例标准委 -600 - claimed
core-f sustainability 演示节水型企业 provincial 示例省水利厅 -120 900 claimed
core-d innovation 演示新产品认定 provincial 示例省科技厅 -70 - withdrawn
"""
CHECKED = {
    "verified": "已核对证书原件和公示名单",
    "rejected": "提名不是认定，请在取得认定文件后再报",
}
STRANGERS = (
    # code, name: on the list, not on the platform
    ("MADXX001", "示例落日贸易有限公司"),
    ("MADXX002", "演示枯荷包装有限公司"),
    ("MADXX003", "示例断桥物流有限公司"),
)
COURT = "示例县人民法院"
REASONS = ("有履行能力而拒不履行生效判决确定的义务", "违反财产报告制度", "未按约支付买卖合同货款")


def tax_grade(number: int) -> str:
    """The grade of a firm by its place in the file; some have none."""
    return TAX_GRADES[number % len(TAX_GRADES)]


def fill_scorecards(stage: Stage) -> None:
    """Facts in every state; the operator has checked most of them."""
    operator = stage.people["operator"]
    for line in CLAIMS.strip().splitlines():
        key, *words, fate = line.split()
        claimed, checked = stage.day(-3 if fate == "claimed" else -25), stage.day(-21)
        firm, new = stage.firm(key), _new_fact(stage, words)
        row = claim_fact(stage.session, firm, new, stage.moment(claimed), claimed)
        if fate == "withdrawn":
            withdraw_fact(stage.session, firm, row.id, stage.moment(checked))
        elif fate in CHECKED:
            check = verify_fact if fate == "verified" else reject_fact
            note, now = CHECKED[fate], stage.moment(checked)
            check(stage.session, operator, row.id, note, now, checked)


def _new_fact(stage: Stage, words: list[str]) -> NewFact:
    dimension, title, level, issuer, start, end = words
    return NewFact(
        dimension=dimension,
        title=title,
        level=level,
        issuer="" if issuer == "-" else issuer,
        obtained_on=stage.day(int(start)),
        expires_on=None if end == "-" else stage.day(int(end)),
    )


def list_dishonest(stage: Stage) -> None:
    """The operator's file of the list: strangers, and firms that borrow nothing here.

    One entry stands, one asks for repair, one was refused it, one was lifted, one has run out.
    """
    quiet = [key for key in stage.county.firms if key in stage.silent][:5]
    day = stage.day(-20)
    rows = [_entry(stage, number, key) for number, key in enumerate(quiet)]
    for number, (body, name) in enumerate(STRANGERS, len(rows)):
        code = uscc.make("91341721", body)
        rows.append(_row(number, code, name, stage.day(-200 - number), stage.day(500)))
    operator = stage.people["operator"]
    stage.bring(IMPORTERS["dishonest"], operator, day, "失信名单.csv", rows)
    for key, step in zip(quiet, ("", "ask", "refuse", "lift", ""), strict=False):
        _repair(stage, key, step)


def _entry(stage: Stage, number: int, key: str) -> dict[str, object]:
    firm = stage.county.firms[key]
    ends = stage.day(-2) if number == 4 else stage.day(700)
    return _row(number, firm.uscc, firm.name, stage.day(-300 + number), ends)


def _row(number: int, code: str, name: str, listed: date, expires: date) -> dict[str, object]:
    return {
        "uscc": code,
        "name": name,
        "case_no": f"（{listed.year}）演执{number + 1:04d}号",
        "authority": COURT,
        "reason": REASONS[number % len(REASONS)],
        "listed_on": listed,
        "expires_on": expires,
    }


def _repair(stage: Stage, key: str, step: str) -> None:
    """What the firm asked, and what the operator answered."""
    if not step:
        return
    session, operator = stage.session, stage.people["operator"]
    entry = columns(DishonestyListing)
    code = stage.county.firms[key].uscc
    listing = session.execute(select(entry.id).where(entry.uscc == code)).scalar_one()
    day = stage.day(-8)
    words = "已于上月付清全部款项，法院已出具结案通知书。"
    ask_repair(session, stage.firm(key), listing, words, stage.moment(day), day)
    if step == "refuse":
        words = "结案通知书所载案号与本条不符，请补充本案文书"
        refuse_repair(session, operator, listing, words, stage.moment(day), day)
    elif step == "lift":
        words = "已核对结案通知书和法院网站，同意移出"
        lift_listing(session, operator, listing, words, stage.moment(day), day)


def choose_banks(stage: Stage) -> None:
    """One core enterprise has narrowed its consent: three banks, one of them not for long."""
    firm, day = stage.firm("core2"), stage.day(-1)
    for bank, until in (("bank", 400), ("bank2", 400), ("bank3", 20)):
        bank_id = stage.ids[bank]
        grant_authorisation(stage.session, firm, stage.day(until), stage.moment(day), day, bank_id)
    for row in list_authorisations(stage.session, firm.organisation):
        if row.bank_id is None and row.revoked_on is None:
            revoke_authorisation(stage.session, firm, row.id, stage.moment(day), day)


def list_one_lately(stage: Stage) -> None:
    """After the last match run a firm with an opportunity is listed: its bank is warned."""
    row, firm = columns(Opportunity), columns(Enterprise)
    query = (
        select(firm.uscc)
        .join(table(Opportunity), row.borrower_id == firm.id)
        .where(row.bank_id == stage.ids["bank"], row.eligible)
        .order_by(firm.uscc)
    )
    for code in stage.session.execute(query).scalars():
        key = next(key for key, one in stage.county.firms.items() if one.uscc == code)
        if key.startswith("firm-"):
            name = stage.county.firms[key].name
            rows = [_row(90, code, name, stage.day(-1), stage.day(720))]
            operator = stage.people["operator"]
            stage.bring(IMPORTERS["dishonest"], operator, stage.today, "失信名单-增补.csv", rows)
            return
