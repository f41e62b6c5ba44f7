"""Takes the tenant's lease for one run of the plan, or marks that another must follow."""

from smartretail.bootstrap.plan import preparing
from smartretail.edge.step import step

handler = step(lambda state: preparing().run(state))
