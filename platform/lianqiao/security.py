"""Headers, cookies, hosts and cross-site refusal: what every answer carries."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

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


def register(app: Flask, settings: Settings) -> None:
    """Attach the checks before and the headers after each request."""
    hsts = needs_secure_cookies(settings)

    @app.before_request
    def refuse_cross_site() -> None:
        site = request.headers.get("Sec-Fetch-Site", "")
        if request.method not in SAFE_METHODS and site == "cross-site":
            abort(403)

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
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
