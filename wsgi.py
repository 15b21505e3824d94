"""Entry point for WSGI servers."""

from lianqiao.app import create_app

app = create_app()
