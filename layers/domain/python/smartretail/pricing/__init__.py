"""What to ask for it: prices inside the tenant's guardrails, moved by a measured elasticity."""
