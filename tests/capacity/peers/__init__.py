"""Steward beside django-helpdesk with PostgreSQL, in one run: `make bench ARGS=peers`."""
