"""How the shop is doing: five figures with their past, and the daily line behind them."""
