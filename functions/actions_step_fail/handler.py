"""Ends a failed run: why, and its lease."""

from smartretail.bootstrap.plan import failing
from smartretail.edge.step import step

handler = step(lambda state: failing().fail(state))
