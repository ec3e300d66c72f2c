"""The front door: what each Lambda function serves stands in `wiring/doors.py`."""

from chalicelib import started  # isort: skip: from here on all is found in one file

from chalice import Chalice

from chalicelib.platform import settings
from chalicelib.platform.http import blueprint, logs
from chalicelib.platform.http.parts import MULTIPART
from chalicelib.wiring import doors, ready

logs.take_over()
app = Chalice(app_name="steward", configure_logs=False)
# Open311 sends photos so: as text the gateway would break them.
app.api.binary_types.append(MULTIPART)
app.register_middleware(blueprint.guarded, "http")
doors.open_on(app, settings.door())
ready.for_first_answer(settings.door())
started()
