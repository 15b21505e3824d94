"""The demo's documents, and trade links whose terms changed or that ended."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import or_, select

from ..financing.models import LIVE_APPLICATION_STATES, Application
from ..registry.answer_link import end_link
from ..registry.documents import firm_phase, link_phase
from ..registry.edit_link_terms import edit_link_terms, terms_of
from ..registry.models import TradeLink
from ..registry.queries import find_link_between
from ..shared.tables import columns
from ..trade.documents import asset_phase
from ..trade.models import Asset
from ..vault.attach_document import attach_document
from ..vault.models import VaultDocument
from ..vault.places import Places
from ..vault.replace_document import replace_document
from ..vault.upload_document import NewDocument, upload_document
from ..vault.withdraw_document import withdraw_document
from .paper import pdf
from .stage import Stage

# Whose, kind, title, and the days from today on which it was kept, begins and ends.
Kept = tuple[str, str, str, int, int | None, int | None]
FIRM_PAPERS: tuple[Kept, ...] = (
    ("supplier", "permit", "危险化学品经营许可证", -210, -1083, 12),
    ("supplier", "statement", "上年度财务报表", -120, None, None),
    ("supplier", "tax", "纳税信用证明", -200, -371, -6),
    ("supplier", "honour", "省级专精特新中小企业证书", -150, -400, 695),
    ("supplier2", "licence", "营业执照", -205, None, None),
    ("supplier2", "permit", "绿色食品证书", -205, -1000, 21),
    ("core", "licence", "营业执照", -215, None, None),
    ("core", "permit", "药品生产许可证", -215, -900, 925),
    ("core", "statement", "上年度审计报告", -100, None, None),
    ("core2", "licence", "营业执照", -214, None, None),
    ("core2", "permit", "食品生产许可证", -214, -1800, 25),
    ("customer", "licence", "营业执照", -203, None, None),
)
OWN_PAPERS: tuple[Kept, ...] = (
    ("bank", "licence", "金融许可证", -220, None, None),
    ("bank", "other", "授信审批授权书", -180, -345, 20),
    ("bank2", "licence", "金融许可证", -220, None, None),
    ("core2", "other", "往年的供应商名册", -190, None, None),
)
LINKS = (("core", "supplier"), ("core2", "supplier2"), ("core", "customer"))
BORROWERS = ("supplier", "supplier2", "customer")
MOST_ASSETS, WITH_PAPERS = 12, 5


def keep_documents(stage: Stage) -> None:
    """Fill the vaults of the demo's own people, and show what is in them where it is asked for."""
    for paper in FIRM_PAPERS:
        row = _upload(stage, paper)
        _attach(stage, paper[0], row, "enterprise", stage.ids[paper[0]], paper[3] + 1)
    rows = [_upload(stage, paper) for paper in OWN_PAPERS]
    withdraw_document(stage.session, stage.firm("core2"), rows[-1].id, stage.now, Places())
    _renew_licence(stage)
    contracts = {partner: _sign(stage, core, partner) for core, partner in LINKS}
    for key in BORROWERS:
        _add_papers(stage, key, contracts[key])
    _change_terms(stage)
    _end_a_link(stage)


def _upload(stage: Stage, paper: Kept) -> VaultDocument:
    key, kept_on = paper[0], paper[3]
    at = stage.moment(stage.day(kept_on))
    return upload_document(stage.session, stage.firm(key), _new(stage, paper), at)


def _new(stage: Stage, paper: Kept, more: Sequence[str] = ()) -> NewDocument:
    key, kind, title, _kept_on, begins, ends = paper
    valid_from, valid_to = _day(stage, begins), _day(stage, ends)
    lines = [f"持有人：{stage.name(stage.ids[key])}", *more]
    if valid_from and valid_to:
        lines.append(f"有效期：{valid_from.isoformat()} 至 {valid_to.isoformat()}")
    return NewDocument(kind, title, f"{title}.pdf", pdf(title, lines), valid_from, valid_to)


def _day(stage: Stage, offset: int | None) -> date | None:
    return None if offset is None else stage.day(offset)


def _attach(
    stage: Stage, key: str, row: VaultDocument, kind: str, subject_id: str, offset: int
) -> None:
    phase = {"enterprise": firm_phase, "trade_link": link_phase, "asset": asset_phase}[kind]
    at = stage.moment(stage.day(min(offset, -1)))
    attach_document(stage.session, stage.firm(key), row.id, kind, subject_id, at, phase)


def _renew_licence(stage: Stage) -> None:
    """The supplier moved; the new licence took the old one's place."""
    paper: Kept = ("supplier", "licence", "营业执照", -210, None, None)
    old = _upload(stage, paper)
    _attach(stage, "supplier", old, "enterprise", stage.ids["supplier"], -209)
    new = _new(stage, paper, ["住所变更后换发"])
    at = stage.moment(stage.day(-45))
    replace_document(stage.session, stage.firm("supplier"), old.id, new, at, Places())


def _sign(stage: Stage, core: str, partner: str) -> VaultDocument:
    """The yearly contract of two firms, kept by the partner and shown at their link."""
    link = _link(stage, core, partner)
    others = [f"对方：{stage.name(stage.ids[core])}", f"合同编号：{link.contract_no}"]
    paper: Kept = (partner, "contract", "年度购销合同", -160, -165, 200)
    at = stage.moment(stage.day(-160))
    new = _new(stage, paper, others)
    row = upload_document(stage.session, stage.firm(partner), new, at)
    _attach(stage, partner, row, "trade_link", link.id, -160)
    return row


def _link(stage: Stage, core: str, partner: str) -> TradeLink:
    own, other = stage.ids[core], stage.ids[partner]
    for direction in ("supplier", "customer"):
        found = find_link_between(stage.session, own, other, direction)
        if found is not None:
            return found
    raise LookupError(f"{core} and {partner} do not trade in the demo")


def _add_papers(stage: Stage, key: str, contract: VaultDocument) -> None:
    """The contract at a firm's documents, and delivery notes at the first of them."""
    for at, asset in enumerate(_assets(stage, key)):
        _attach(stage, key, contract, "asset", asset.id, -1)
        if at < WITH_PAPERS:
            title = f"送货单 {asset.document_no[-6:]}"
            paper: Kept = (key, "delivery_note", title, -1, None, None)
            _attach(stage, key, _upload(stage, paper), "asset", asset.id, -1)


def _assets(stage: Stage, key: str) -> Sequence[Asset]:
    """Documents of a firm that are under way; those that a bank looks at come first."""
    asset, application = columns(Asset), columns(Application)
    looked_at = select(application.asset_id).where(application.state.in_(LIVE_APPLICATION_STATES))
    query = (
        select(Asset)
        .where(
            asset.borrower_id == stage.ids[key],
            or_(asset.state.in_(("entered", "confirmed", "disputed")), asset.occupied_fen > 0),
        )
        .order_by(asset.id.in_(looked_at).desc(), asset.state, asset.document_no)
    )
    return stage.session.execute(query.limit(MOST_ASSETS)).scalars().all()


def _change_terms(stage: Stage) -> None:
    """The core enterprise pays its supplier sooner than it used to."""
    link = _link(stage, "core", "supplier")
    terms = replace(terms_of(link), payment_days=45, shown_in_chain=True)
    at = stage.moment(stage.day(-20))
    edit_link_terms(stage.session, stage.firm("core"), link.id, terms, at)


def _end_a_link(stage: Stage) -> None:
    """One of the core enterprise's suppliers gave up; what was is still told."""
    partner = stage.county.partners("core", "supplier")[-1]
    link, day = _link(stage, "core", partner), stage.day(-10)
    reason = "对方停产，双方同意终止"
    end_link(stage.session, stage.firm("core"), link.id, reason, stage.moment(day), day)
