"""Adds the stores up and ends the run: its figures, its events, its lease."""

from smartretail.bootstrap.plan import publishing
from smartretail.edge.step import step

handler = step(lambda state: publishing().run(state))
