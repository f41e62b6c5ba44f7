"""Curated tables become planning inputs: series for the model, positions for the decisions."""
