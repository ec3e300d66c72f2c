"""The front door: what each Lambda function serves stands in `entrypoints/doors.py`."""

from chalice import Chalice

from chalicelib import settings, started
from chalicelib.entrypoints import doors, logs, routing

logs.take_over()
app = Chalice(app_name="steward", configure_logs=False)
app.register_middleware(routing.guarded, "http")
doors.open_on(app, settings.door())
started()
