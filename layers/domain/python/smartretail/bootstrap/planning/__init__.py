"""One store's plan: where the contexts meet, each by its own rules."""
