"""Adds the stores up and ends the run: its figures, its events, its lease, its metrics."""

from smartretail.bootstrap.plan import publishing
from smartretail.edge.step import State, step
from smartretail.edge.telemetry import metrics


def publish(state: State) -> State:
    """Publish the run, and measure its quality where it is known."""
    published = publishing().run(state)
    for name, value in published["quality"].items():
        metrics.add_metric(name=name, unit="Percent", value=value)
    return published


handler = step(publish)
