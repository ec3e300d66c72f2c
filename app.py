"""The front door: what each Lambda function serves stands in `entrypoints/doors.py`."""

from chalice import Chalice

from chalicelib.entrypoints import (
    api,
    board_api,
    community_page,
    data_page,
    filing_api,
    home_page,
    job_pages,
    kindness_api,
    labels_api,
    lessons_api,
    logs,
    measures_api,
    opinions_api,
    outages_api,
    person_api,
    resident_pages,
    service,
    shells,
    staff_api,
    workers,
)

logs.take_over()
app = Chalice(app_name="steward", configure_logs=False)
app.register_blueprint(resident_pages.routes)
app.register_blueprint(job_pages.routes)
app.register_blueprint(community_page.routes)
app.register_blueprint(data_page.routes)
app.register_blueprint(home_page.routes)
app.register_blueprint(api.routes)
app.register_blueprint(staff_api.routes)
app.register_blueprint(filing_api.routes)
app.register_blueprint(board_api.routes)
app.register_blueprint(labels_api.routes)
app.register_blueprint(person_api.routes)
app.register_blueprint(opinions_api.routes)
app.register_blueprint(measures_api.routes)
app.register_blueprint(kindness_api.routes)
app.register_blueprint(outages_api.routes)
app.register_blueprint(lessons_api.routes)
app.register_blueprint(shells.routes)
app.register_blueprint(service.routes)
app.register_blueprint(workers.workers)
from chalicelib import settings
from chalicelib.entrypoints import doors, logs

logs.take_over()
app = Chalice(app_name="steward", configure_logs=False)
doors.open_on(app, settings.door())
