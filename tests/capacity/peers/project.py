"""
The peer's Django project: its settings, its addresses, and what the bench asks of it.

Runs in an environment of its own, which has django-helpdesk and none of our libraries:

    python project.py fill 10000    # make the tables, the staff and so many open tickets
    python project.py escalate      # a ticket's age is looked at: a line of stdin each time

Set up as its makers say to run it: without DEBUG, with cached templates and a connection to
the database that stays. Mail is rendered and then dropped; ours is, too.
"""

import json
import os
import sys
import time
from datetime import timedelta

DUE, DAYS = 100, 5
QUEUE = "engineering"
STAFF = ("paco", "pilar")

SECRET_KEY = "of a bench, and of nothing else"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "project"
WSGI_APPLICATION = "project.application"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
STATIC_URL = "/static/"
LOGIN_URL = "/login/"
SITE_ID = 1
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["PEER_SOCKET"],
        "NAME": os.environ["PEER_DATABASE"],
        "USER": "postgres",
        "CONN_MAX_AGE": None,
    }
}
HELPDESK_TEAMS_MODE_ENABLED = False


def __getattr__(name: str) -> object:
    """Return what Django asks of a module of addresses or of WSGI, made when it is ready."""
    if name == "urlpatterns":
        from django.urls import include, path

        return [path("", include("helpdesk.urls", namespace="helpdesk"))]
    if name == "application":
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()
    raise AttributeError(name)


def fill(number: int) -> dict[str, object]:
    """Make the tables, the staff, one queue and so many open tickets; tell what a client needs."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model
    from helpdesk.models import FollowUp, Queue, Ticket

    people = [
        get_user_model().objects.create_user(
            name, f"{name}@acme.example", "none", is_staff=True, is_superuser=True
        )
        for name in STAFF
    ]
    queue = Queue.objects.create(
        title=QUEUE.title(),
        slug=QUEUE,
        allow_public_submission=True,
        default_owner=people[0],
        escalate_days=DAYS,
    )
    from django.utils import timezone

    now = timezone.now()
    Ticket.objects.bulk_create(
        [
            Ticket(
                queue=queue,
                title="The light on the stairs between the second and the third floor flickers.",
                description="The light on the stairs flickers, mostly in the evening.",
                submitter_email=f"resident{n}@example.com",
                assigned_to=people[n % 2],
                created=now - timedelta(minutes=n % 600),
                last_escalation=now,
                status=Ticket.OPEN_STATUS,
                priority=3,
                secret_key="0" * 36,
            )
            for n in range(number)
        ],
        batch_size=1000,
    )
    FollowUp.objects.bulk_create(
        [
            FollowUp(ticket_id=each, date=now, title="Ticket Opened", public=True, user=people[0])
            for each in Ticket.objects.values_list("id", flat=True)
        ],
        batch_size=1000,
    )
    _settle()
    return {"session": _session(people[0]), "queue": queue.id}


def _settle() -> None:
    """Let the database know its tables, as one that runs for long does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _session(person: object) -> str:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)  # type: ignore[attr-defined]
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()  # type: ignore[attr-defined]
    store.create()
    return str(store.session_key)


def escalate() -> None:
    """Answer each line of stdin: "due" makes tickets due, "run" and "count" escalate them."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone
    from helpdesk.models import Ticket

    queries = []

    def noted(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        queries.append(sql)
        return execute(sql, params, many, context)

    for line in sys.stdin:
        asked, took = line.strip(), 0.0
        queries.clear()
        if asked == "due":
            ids = list(Ticket.objects.order_by("id").values_list("id", flat=True)[:DUE])
            then = timezone.now() - timedelta(days=DAYS + 1)
            Ticket.objects.filter(id__in=ids).update(priority=3, last_escalation=then)
        elif asked == "count":
            with connection.execute_wrapper(noted):
                call_command("escalate_tickets")
        else:
            began = time.process_time()
            call_command("escalate_tickets")
            took = time.process_time() - began
        print(json.dumps({"cpu": took, "calls": len(queries)}), flush=True)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "project"
    import django

    django.setup()
    if sys.argv[1] == "fill":
        print(json.dumps(fill(int(sys.argv[2]))))
    else:
        escalate()
