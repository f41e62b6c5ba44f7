"""Demand forecasts and price elasticities learned from a dense series x day panel."""
