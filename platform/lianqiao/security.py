"""Headers, cookies, hosts and cross-site refusal: what every answer carries."""

from itertools import chain
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, request
from werkzeug.http import dump_options_header, parse_options_header

from .config import Settings
from .shared.web import SAFE_METHODS

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def needs_secure_cookies(settings: Settings) -> bool:
    """Secure cookies everywhere but on plain http over loopback."""
    if settings.secure_cookies is not None:
        return settings.secure_cookies
    parts = urlsplit(settings.public_url)
    return not (parts.scheme == "http" and parts.hostname in LOOPBACK)


def trusted_hosts(settings: Settings) -> list[str] | None:
    """The host names answered to; None (any) only in demo mode when nothing is set."""
    named = [host.strip() for host in settings.trusted_hosts.split(",") if host.strip()]
    if named:
        return named
    if settings.is_demo:
        return None
    public = urlsplit(settings.public_url).hostname
    return sorted({*LOOPBACK, *([public] if public else [])})


def in_ascii(disposition: str) -> str:
    """A file's name as RFC 6266 and 8187 write it: a server sends no header with other signs."""
    kind, options = parse_options_header(disposition)
    name = options.get("filename", "")
    ending = name.rpartition(".")[2] if "." in name else ""
    plain = f"file.{ending}" if ending.isascii() and ending.isalnum() else "file"
    encoded = f"UTF-8''{quote(name, safe='')}"
    return dump_options_header(kind, {"filename": plain, "filename*": encoded})


def register(app: Flask, settings: Settings) -> None:
    """Attach the checks before and the headers after each request."""
    hsts = needs_secure_cookies(settings)

    @app.before_request
    def refuse_cross_site() -> None:
        site = request.headers.get("Sec-Fetch-Site", "")
        if request.method not in SAFE_METHODS and site == "cross-site":
            abort(403)

    @app.before_request
    def refuse_nul() -> None:
        # No text holds it, and PostgreSQL takes none that does: better said here than a failure.
        typed = (*request.args.items(multi=True), *request.form.items(multi=True))
        if any("\x00" in text for text in (request.path, *chain.from_iterable(typed))):
            abort(400)

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        if not headers.get("Content-Disposition", "").isascii():
            headers["Content-Disposition"] = in_ascii(headers["Content-Disposition"])
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if hsts:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint not in ("static", "operations.htmx"):
            headers["Cache-Control"] = "no-store"
        return response
