"""Pull connectors: scheduled reading of other systems' HTTPS APIs into uploads."""
