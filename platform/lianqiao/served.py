"""What the server loads: the application, and the scheduler where this process carries it."""

import atexit

from .app import create_app
from .config import Settings
from .jobs import Scheduler


def start_scheduler(settings: Settings) -> Scheduler:
    """Run the jobs beside the web until the process ends."""
    scheduler = Scheduler(settings)
    scheduler.start()
    atexit.register(scheduler.stop)
    return scheduler


settings = Settings()
app = create_app(settings)
scheduler = start_scheduler(settings) if settings.scheduler_in_web else None
