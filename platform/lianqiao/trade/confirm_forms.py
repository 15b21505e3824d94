"""Forms of confirming, disputing, sending back and crediting."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from ..shared.actor import Actor
from ..shared.forms import HouseForm, Required, date_field, yuan_field
from ..vault.forms import CHOOSER
from ..vault.upload_document import NewDocument
from .confirm_rules import Answer
from .credit_note_rules import NewCreditNote
from .models import Asset


class ConfirmForm(HouseForm):
    """确权, wholly or in part, with another due date where it was agreed."""

    confirmed_fen = yuan_field(_l("确权金额"), Required())
    confirmed_due = date_field(_l("付款日期"), Required())
    confirm_reason = TextAreaField(_l("少付或晚付的原因"), [Length(max=900)])

    @property
    def was_sent(self) -> bool:
        """Whether the request said anything of this document."""
        return bool(self.confirmed_fen.raw_data)

    def answer(self) -> Answer:
        """What was typed."""
        reason = self.confirm_reason.data or ""
        return Answer(self.confirmed_fen.data, self.confirmed_due.data, reason)


class BackForm(HouseForm):
    """Why a confirmation goes back to the first of two persons."""

    back_reason = TextAreaField(_l("撤回原因"), [Length(max=1000)])


class SendBackForm(BackForm):
    """The same, of somebody who is not that first person and must say why."""

    back_reason = TextAreaField(_l("退回原因"), [Required(_l("请写明原因")), Length(max=1000)])


def back_form(asset: Asset, actor: Actor, **more: Any) -> BackForm:
    """The form that the person fills in; ``formdata`` None leaves it empty."""
    form = BackForm if asset.proposed_by == actor.user_id else SendBackForm
    return form(**more)


class DisputeForm(HouseForm):
    """Why a document is not confirmed, which part is not disputed, and a paper that shows it."""

    reason = TextAreaField(
        _l("异议原因"), [Required(_l("请写明原因，对方会看到")), Length(max=900)]
    )
    undisputed_fen = yuan_field(_l("没有争议的金额"))
    file = FileField(_l("证明材料"), render_kw=CHOOSER)

    def paper(self) -> NewDocument | None:
        """The file that was sent with it."""
        sent = self.file.data
        if sent is None or not sent.filename:
            return None
        return NewDocument("dispute", "", sent.filename, sent.read())


class CreditNoteForm(HouseForm):
    """A red-letter invoice."""

    note_number = StringField(_l("红字发票号码"), [Required(), Length(max=40)])
    note_issued_on = date_field(_l("红冲日期"), Required())
    note_amount_fen = yuan_field(_l("红冲金额"), Required())
    note_reason = StringField(_l("红冲原因"), [Required(), Length(max=500)])

    def new_note(self) -> NewCreditNote:
        """What was typed."""
        return NewCreditNote(
            self.note_number.data,
            self.note_issued_on.data,
            self.note_amount_fen.data,
            self.note_reason.data,
        )


def row_form(asset_id: str, sent: Any, **shown: Any) -> ConfirmForm:
    """The form of one row of the page that confirms several.

    ``sent`` is the whole page's form; where it says nothing of the row, what is ``shown`` stands.
    """
    prefix = f"{asset_id}-"
    said = sent if f"{prefix}confirmed_fen" in sent else None
    # The page's own form carries the token against forged requests.
    return ConfirmForm(formdata=said, prefix=prefix, meta={"csrf": False}, **shown)


def confirming_forms(asset: Asset, actor: Actor, today: date) -> dict[str, HouseForm]:
    """The forms of a document's page; after a dispute the undisputed part is filled in."""
    part = asset.proposed_fen if asset.state == "disputed" else None
    return {
        "confirming": ConfirmForm(
            formdata=None,
            confirmed_fen=part or asset.amount_fen,
            confirmed_due=asset.due_date,
            confirm_reason=asset.dispute_reason if part else "",
        ),
        "disputing": DisputeForm(formdata=None),
        "sending_back": back_form(asset, actor, formdata=None),
        "crediting": CreditNoteForm(formdata=None, note_issued_on=today),
    }
