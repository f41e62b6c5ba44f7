"""Records what the cleaning kept and rejected, and announces the curated upload."""

from smartretail.bootstrap.intake_steps import finishing
from smartretail.edge.step import step

handler = step(lambda state: finishing().run(state))
