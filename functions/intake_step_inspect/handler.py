"""Looks into an uploaded file: its format, its columns, and whether the mapping is sure."""

from smartretail.bootstrap.intake_steps import inspecting
from smartretail.edge.step import step

handler = step(lambda state: inspecting().run(state))
