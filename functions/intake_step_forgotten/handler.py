"""Records that an upload is gone from the lake, and announces it."""

from smartretail.bootstrap.intake_steps import forgetting
from smartretail.edge.step import step

handler = step(lambda state: forgetting().run(state))
