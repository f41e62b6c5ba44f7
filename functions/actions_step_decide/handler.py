"""Turns one store's forecasts and positions into orders, prices, alerts and figures."""

from smartretail.bootstrap.plan import deciding
from smartretail.edge.step import step

handler = step(lambda state: deciding().run(state))
