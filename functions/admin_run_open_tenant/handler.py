"""Opens a tenant for an operator: its name, currency, time zone; safe to repeat."""

from smartretail.bootstrap.office import opening
from smartretail.edge.step import step

handler = step(lambda order: opening().run(order))
