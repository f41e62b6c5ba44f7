"""The tenant itself: settings, guardrails, thresholds, users and the audit trail."""
