"""The only place where ports meet adapters: one module per context, cached on first use."""
