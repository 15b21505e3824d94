"""The one place that maps an error to a status and a page that says what to do."""

from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from .shared.errors import Refusal
from .shared.ids import new_id
from .shared.web import is_fragment_request, render


def register(app: Flask) -> None:
    """Attach the handlers."""
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(StaleDataError, _lost_race)
    app.register_error_handler(IntegrityError, _lost_race)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, title: str, text: str, number: str = "") -> Response:
    """An error page: what happened, a number, what to do."""
    if request.path.startswith("/api/"):
        return make_response({"error": text, "number": number}, status)
    return render("shared/error.html", status=status, title=title, text=text, number=number)


def _refusal(error: Refusal) -> Any:
    titles = {404: _("没有找到"), 403: _("没有权限"), 409: _("情况已变"), 429: _("请稍后再试")}
    return page(error.status, titles.get(error.status, _("没有办成")), _(str(error.message)))


def _csrf(_error: CSRFError) -> Any:
    return page(
        400, _("页面已过期"), _("为了安全，这个页面的提交凭证已失效。请返回、刷新页面后重新提交。")
    )


def _lost_race(_error: Exception) -> Any:
    _roll_back()
    return page(409, _("情况已变"), _("该单据刚刚已被处理或占用，请刷新页面看最新状态。"))


def _http(error: HTTPException) -> Any:
    if isinstance(error, SecurityError):  # a foreign host: no address of a page can be built
        return make_response(_("请求有误"), 400)
    status = error.code or 500
    if status in (301, 302, 303, 304, 307, 308):
        return error
    if status == 401:
        return _sign_in_first()
    known = {
        400: (_("请求有误"), _("页面提交的内容不完整，请返回重试。")),
        403: (_("没有权限"), _("您的角色不能使用这个页面。需要时请联系本单位管理员。")),
        404: (_("没有找到"), _("没有找到该内容。它可能不存在，或没有对您开放。")),
        405: (_("请求有误"), _("这个地址不支持该操作，请从页面上的按钮进入。")),
        413: (_("文件太大"), _("上传的文件超过 10 MB，请拆分后再传。")),
    }
    title, text = known.get(status, (_("没有办成"), _("请返回重试；仍不行请联系平台运营。")))
    return page(status, title, text)


def _sign_in_first() -> Any:
    session.pop("token", None)
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    target = url_for("accounts.login", next=back)
    if is_fragment_request():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target)


def _unexpected(error: Exception) -> Any:
    _roll_back()
    number = new_id()[-10:]
    current_app.logger.exception("unexpected error %s", number, exc_info=error)
    return page(
        500,
        _("系统出错了"),
        _("已记录下来，没有保存任何改动。请稍后重试，或把编号告诉平台运营。"),
        number,
    )


def _roll_back() -> None:
    db = g.get("session")
    if db is not None:
        db.rollback()
