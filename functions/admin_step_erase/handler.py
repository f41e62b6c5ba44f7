"""Removes a tenant's items from every table; the audit trail stays."""

from smartretail.bootstrap.erasure import erasing_items
from smartretail.edge.step import step

handler = step(lambda state: erasing_items().run(state))
