"""Asks for a plan of every tenant, once a day."""

from smartretail.bootstrap.plan import daily
from smartretail.edge.schedule import schedule

handler = schedule(lambda: daily().run())
