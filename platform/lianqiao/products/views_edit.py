"""Writing a product down, changing it, publishing it, taking it off the shelf."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from ..shared.form_acts import act_or_mend
from ..shared.web import access, get_session, now, render, viewer
from .blueprint import products
from .draft_product import check_cores, draft_product
from .edit_product import edit_product, is_new
from .forms import ProductForm, edit_product_form, new_product_form
from .guarantors import check_guarantor, list_guarantors
from .models import Product
from .publish_product import publish_product, retire_product
from .queries import get_core_names, get_product_for_bank, get_quota
from .terms import check_terms


@products.get("/products/new")
@access("bank:clerk")
def products_new() -> Any:
    """The form with usual values."""
    return _form_page(new_product_form(), None)


@products.post("/products/new")
@access("bank:clerk")
def products_new_post() -> Any:
    """Check what was typed, show it once more, then keep the draft."""
    return _receive(None)


@products.get("/products/<product_id>/edit")
@access("bank:clerk")
def products_edit(product_id: str) -> Any:
    """The form with the product's terms."""
    product = get_product_for_bank(get_session(), viewer(), product_id)
    quota = get_quota(get_session(), product.id)
    form = edit_product_form(product, quota.ceiling_fen if quota else None)
    return _form_page(form, product)


@products.post("/products/<product_id>/edit")
@access("bank:clerk")
def products_edit_post(product_id: str) -> Any:
    """Check what was typed, show it once more, then keep it."""
    return _receive(get_product_for_bank(get_session(), viewer(), product_id))


@products.post("/products/<product_id>/publish")
@access("bank:approver")
def products_publish(product_id: str) -> Any:
    """Offer the product to enterprises."""
    product = publish_product(get_session(), viewer(), product_id, now())
    flash(_("「%(name)s」已发布，企业现在能看到它。", name=product.name), "good")
    return redirect(url_for("products.products_show", product_id=product.id))


@products.post("/products/<product_id>/retire")
@access("bank:approver")
def products_retire(product_id: str) -> Any:
    """Take the product off the shelf."""
    reason = request.form.get("reason", "")[:1000]
    product = retire_product(get_session(), viewer(), product_id, now(), reason)
    flash(_("「%(name)s」已下架，已受理的申请继续办理。", name=product.name), "good")
    return redirect(url_for("products.products_show", product_id=product.id))


def _receive(product: Product | None) -> Any:
    form, step = ProductForm(), request.form.get("step", "check")
    if step == "edit":
        return _form_page(form, product)
    return act_or_mend(
        form,
        lambda: _save(form, product) if step == "save" else _check(form, product),
        lambda answer: answer,
        lambda _status: _form_page(form, product, 422),
    )


def _form_page(form: ProductForm, product: Product | None, status: int = 200) -> Any:
    form.offer(list_guarantors(get_session()))
    return render(
        "products/product_form.html",
        status=status,
        form=form,
        product=product,
        asks_quota=product is None or is_new(product),
    )


def _check(form: ProductForm, product: Product | None) -> Any:
    terms = form.terms
    check_terms(terms)
    check_cores(get_session(), terms.core_list)
    check_guarantor(get_session(), terms.guarantor_id)
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "step")
    ]
    return render(
        "products/product_check.html",
        form=form,
        terms=terms,
        columns=terms.as_columns(),
        cores=get_core_names(get_session(), terms.core_list),
        typed=typed,
        product=product,
        asks_quota=product is None or is_new(product),
    )


def _save(form: ProductForm, product: Product | None) -> Any:
    session, actor, quota_fen = get_session(), viewer(), form.quota_fen.data
    if product is None:
        code = form.code.data or ""
        saved = draft_product(session, actor, form.terms, now(), code=code, quota_fen=quota_fen)
    else:
        saved = edit_product(session, actor, product.id, form.terms, now(), quota_fen=quota_fen)
    flash(_("已保存为草稿，请由另一位审批人发布。"), "good")
    return redirect(url_for("products.products_show", product_id=saved.id))
