"""The KPI context's wiring."""

from functools import cache

from smartretail.adapters.dynamo.kpi import DynamoFigures
from smartretail.adapters.dynamo.read_models import ReadModels
from smartretail.bootstrap.clients import table
from smartretail.kpi.usecases import FigurePress, Figures


@cache
def figure_shelf() -> DynamoFigures:
    """Return the KPI table."""
    return DynamoFigures(ReadModels(table("kpi")))


@cache
def figures() -> Figures:
    """Return the reader of figures."""
    return Figures(figure_shelf())


@cache
def figure_press() -> FigurePress:
    """Return the writer of figures."""
    return FigurePress(figure_shelf())
