"""Enter receivables from e-invoices: several files, looked at first, entered in one step."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from ..shared.errors import NothingIsThere
from ..shared.idempotency import new_key, once
from ..shared.import_desk import owner, uploads
from ..shared.uploads import Upload
from ..shared.web import access, get_session, now, refuse_on_form, render, today, viewer
from .billing import billable_orders
from .blueprint import address, secret, trade
from .checks import has_warnings, warnings_refusal
from .einvoice_batch import MOST_FILES, Line, Sent, look_at_batch
from .einvoice_forms import EInvoicesForm, LineForm, first_form, sent_form
from .enter_einvoices import InvoiceFile, enter_einvoices
from .errors import NothingWasChosen, OneOfManyIsRefused
from .models import Asset

KIND = "einvoice"
LONGEST_NAME = 200


@trade.get("/receivables/einvoices")
@access("enterprise")
def receivables_einvoices() -> Any:
    """The page to choose files on."""
    return _upload_page(EInvoicesForm())


@trade.post("/receivables/einvoices")
@access("enterprise")
@once
def receivables_einvoices_post() -> Any:
    """New files are looked at; those that were looked at are entered."""
    tokens = request.form.getlist("token")
    return _enter(tokens[:MOST_FILES]) if tokens else _receive()


def _upload_page(form: EInvoicesForm, status: int = 200) -> Any:
    return render("trade/einvoices.html", status=status, form=form, most=MOST_FILES)


def _receive() -> Any:
    form = EInvoicesForm()
    if not form.validate():
        return _upload_page(form, 422)
    files = [Sent(_file(one)) for one in form.files.data if one.filename]
    lines = look_at_batch(get_session(), viewer(), files, None, today(), secret())
    for line in lines:
        if line.is_good:
            line.sent = _kept(line.sent)
    orders = billable_orders(get_session(), viewer())
    forms = {line.sent.token: first_form(line).offer(orders) for line in lines if line.is_good}
    return _look_page(lines, forms, 200 if forms else 422)


def _file(sent: FileStorage) -> InvoiceFile:
    return InvoiceFile((sent.filename or "")[-LONGEST_NAME:], sent.read())


def _kept(sent: Sent) -> Sent:
    """The file under a name of its own, until it is entered or a day has passed."""
    upload = Upload("", owner(), KIND, sent.file.filename)
    return Sent(sent.file, uploads().keep(upload, sent.file.data).token)


def _found(token: str) -> Sent:
    upload = uploads().get(token, owner())
    if upload.kind != KIND:
        raise NothingIsThere
    return Sent(InvoiceFile(upload.filename, uploads().data(upload)), token)


def _enter(tokens: list[str]) -> Any:
    """Enter what is wanted, all of it or nothing; what must be mended first is said beside it."""
    files = [_found(token) for token in dict.fromkeys(tokens)]
    orders = billable_orders(get_session(), viewer())
    forms = {one.token: sent_form(one.token).offer(orders) for one in files}
    valid = [form.validate() for form in forms.values()]  # each of them, for its own words
    answers = {token: form.answers() for token, form in forms.items()}
    lines = look_at_batch(get_session(), viewer(), files, answers, today(), secret())
    wanted = [line for line in lines if line.is_ready and line.new is not None]
    if not all(valid) or len(wanted) < _asked_for(lines) or not wanted:
        problem = "" if _asked_for(lines) else str(_nothing_wanted())
        return _tell_page(lines, forms, problem)
    if _warned(lines) and "seen" not in request.form:
        return _tell_page(lines, forms, str(warnings_refusal().message))
    entries = [(line.new, line.sent.file) for line in wanted if line.new is not None]
    try:
        entered = enter_einvoices(get_session(), viewer(), entries, now(), today(), secret=secret())
    except OneOfManyIsRefused as refusal:
        refuse_on_form(forms[wanted[refusal.at].sent.token], refusal)
        return _tell_page(lines, forms)
    return _done(entered)


def _asked_for(lines: list[Line]) -> int:
    """How many the person wants entered; what is refused as a whole is left aside."""
    return sum(line.is_good and line.answers.is_wanted for line in lines)


def _warned(lines: list[Line]) -> bool:
    """Whether something deserves a look before it is entered."""
    return any(line.is_good and has_warnings(line.checks) for line in lines)


def _nothing_wanted() -> NothingWasChosen:
    return NothingWasChosen(_("没有可以录入的发票：请至少勾选一张"))


def _tell_page(lines: list[Line], forms: dict[str, LineForm], problem: str = "") -> Any:
    for line in lines:
        forms[line.sent.token].tell(line)
    return _look_page(lines, forms, 422, problem)


def _look_page(
    lines: list[Line], forms: dict[str, LineForm], status: int, problem: str = ""
) -> Any:
    good = [line for line in lines if line.is_good]
    for line in good:
        forms[line.sent.token].require(line)
    return render(
        "trade/einvoices_check.html",
        status=status,
        lines=good,
        refused=[line for line in lines if not line.is_good],
        forms=forms,
        total=len(lines),
        problem=problem,
        problems=[
            (one, f"{line.sent.file.filename}：{words}")
            for line in good
            for one, words in forms[line.sent.token].problems()
        ],
        warned=_warned(good),
        confirms=sum(line.role == "debtor" for line in good),
        key=new_key(),
    )


def _done(entered: list[Asset]) -> Any:
    confirmed = sum(asset.state == "confirmed" for asset in entered)
    if confirmed == len(entered):
        flash(_("已录入并确权 %(n)s 张发票。", n=confirmed), "good")
    elif confirmed:
        flash(
            _(
                "已录入 %(n)s 张发票，其中 %(m)s 张由贵公司确权，其余等对方确权。",
                n=len(entered),
                m=confirmed,
            ),
            "good",
        )
    else:
        flash(_("已提交 %(n)s 张发票，等对方确权。", n=len(entered)), "good")
    if len(entered) == 1:
        return redirect(address(entered[0]))
    return redirect(url_for("trade.receivables"))
