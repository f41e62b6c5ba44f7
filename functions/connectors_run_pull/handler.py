"""Asks for a run of every connector that is due, each quarter of an hour."""

from smartretail.bootstrap.connectors_pull import ticking
from smartretail.edge.schedule import schedule

handler = schedule(lambda: ticking().run())
