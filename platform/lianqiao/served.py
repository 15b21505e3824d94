"""What the server loads: the application, and the scheduler where this process carries it."""

from .app import create_app

app = create_app()
