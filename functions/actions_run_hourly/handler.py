"""Asks for a plan of each tenant whose streamed orders or stock are newer than its plan."""

from smartretail.bootstrap.plan_stream import hourly
from smartretail.edge.schedule import schedule

handler = schedule(lambda: hourly().run())
