"""Which language a request speaks."""

from flask import has_request_context, session

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


def chosen_locale() -> str:
    """The person's choice; Chinese unless they switched, and for jobs and commands."""
    if not has_request_context():
        return LOCALES["zh"]
    return LOCALES.get(session.get("locale", "zh"), LOCALES["zh"])
