"""SNS: messages to people who subscribed."""
