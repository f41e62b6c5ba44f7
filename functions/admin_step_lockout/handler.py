"""Deletes the users of a tenant that is being erased."""

from smartretail.bootstrap.erasure import locking_out
from smartretail.edge.step import step

handler = step(lambda state: locking_out().run(state))
