"""Reads what there is to plan: stores, series, missing inputs."""

from smartretail.bootstrap.plan import scoping
from smartretail.edge.step import step

handler = step(lambda state: scoping().run(state))
