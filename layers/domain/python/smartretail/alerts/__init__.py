"""What needs a look: stock, demand and price alerts with their cost, and what was done about them."""
