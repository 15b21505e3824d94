"""Addresses that leave the platform: what an invited person opens."""

from flask import current_app


def public_url() -> str:
    """Where the platform is reached, without a slash at the end."""
    return str(current_app.extensions["lianqiao.settings"].public_url).rstrip("/")


def join_address(token: str) -> str:
    """The link of an invitation."""
    return f"{public_url()}/join/{token}"
