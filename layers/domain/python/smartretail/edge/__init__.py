"""Where AWS meets the use cases: HTTP, Step Functions, streams and schedules, by Powertools."""
