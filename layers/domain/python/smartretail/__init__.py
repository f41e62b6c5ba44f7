"""SmartRetail: decisions a retailer can trust, each with its why and its what-if."""
