"""Records in the retailer's words why an upload could not be used."""

from smartretail.bootstrap.intake_steps import failing
from smartretail.edge.step import step

handler = step(lambda state: failing().run(state))
