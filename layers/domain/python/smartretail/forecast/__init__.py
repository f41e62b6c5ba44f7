"""What will sell: 28 days ahead per SKU and store, with intervals, drivers and trust."""
