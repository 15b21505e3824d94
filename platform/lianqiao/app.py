"""The application, put together: settings, database, who is signed in, pages, errors."""

import logging
from datetime import date

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from htmx_flask import Htmx
from sqlmodel import Session

from . import (
    errors,
    home,
    layout,
    locale,
    operations,
    security,
    signed_in,
    tables,  # noqa: F401 - every table is known: merging firms walks them all
)
from .accounts.passwords import Passwords
from .accounts.views import accounts
from .accounts.views_operator import operator
from .accounts.views_people import people
from .config import Settings
from .financing.views_applications import applications
from .financing.views_assignment import assignments
from .financing.views_matching import matching_pages
from .financing.views_quotes import quotes
from .financing.views_register import register
from .financing.views_registration import registrations
from .financing.views_review import review
from .loans import views_statements  # noqa: F401 - pages of the loans blueprint
from .loans.views import loans
from .loans.views_drawdown import drawdowns
from .loans.views_renewals import renewals
from .oversight.views import oversight
from .oversight.views_network import network
from .oversight.views_responses import responses_pages
from .oversight.views_risks import risks
from .oversight.views_set_offs import clearing
from .paths import templates_folder
from .products.views import products
from .registry.documents import PLACES as REGISTRY_PLACES
from .registry.views import registry
from .shared.clock import Clock
from .shared.compiled_templates import CompiledOnce
from .shared.database import Database
from .shared.models import SavedSetting
from .shared.web import Application, close_session
from .trade.documents import PLACES as TRADE_PLACES
from .trade.views import trade
from .vault.places import Places
from .vault.views import PLACES, vault

FROZEN_DATE = "business_date"


def create_app(settings: Settings | None = None) -> Application:
    """Build the application from settings; each call has a database engine of its own."""
    settings = settings or Settings()
    app = Application("lianqiao", template_folder=str(templates_folder(settings)))
    _configure(app, settings)
    app.database = Database(settings.url)
    app.extensions["lianqiao.settings"] = settings
    app.extensions["lianqiao.passwords"] = Passwords(cheap=settings.cheap_passwords)
    app.extensions["lianqiao.clock"] = _clock_for(settings)
    app.extensions[PLACES] = Places(REGISTRY_PLACES, TRADE_PLACES)
    Babel(app, locale_selector=locale.chosen_locale)
    CSRFProtect(app)
    Htmx(app)
    security.register(app, settings)
    signed_in.register(app)
    errors.register(app)
    layout.register(app, settings)
    _register_pages(app)
    app.teardown_request(close_session)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = security.needs_secure_cookies(settings)
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=settings.upload_limit_bytes + 64 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_NAME="__Host-lianqiao" if secure else "lianqiao",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        TRUSTED_HOSTS=security.trusted_hosts(settings),
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE=locale.LOCALES["zh"],
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES="translations",
        SEND_FILE_MAX_AGE_DEFAULT=86400,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.logger.setLevel(logging.INFO)
    app.jinja_env.bytecode_cache = CompiledOnce()
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _clock_for(settings: Settings):  # type: ignore[no-untyped-def]
    def clock(session: Session) -> Clock:
        if not settings.is_demo:
            return Clock()
        saved = session.get(SavedSetting, FROZEN_DATE)
        return Clock(date.fromisoformat(saved.value) if saved and saved.value else None)

    return clock


def _register_pages(app: Flask) -> None:
    for blueprint in (
        home.home,
        operations.operations,
        accounts,
        people,
        operator,
        registry,
        vault,
        trade,
        products,
        matching_pages,
        applications,
        review,
        quotes,
        registrations,
        register,
        assignments,
        oversight,
        clearing,
        responses_pages,
        risks,
        network,
        loans,
        renewals,
        drawdowns,
    ):
        app.register_blueprint(blueprint)
