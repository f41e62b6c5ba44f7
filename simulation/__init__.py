"""A simulated Indian retailer with known truth, and companions for real sales files."""
