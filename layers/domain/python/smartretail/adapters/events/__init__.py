"""EventBridge: where events go."""
