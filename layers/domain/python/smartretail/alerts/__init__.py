"""What needs a look: stock, demand and price alerts, their cost, and what was done about them."""
