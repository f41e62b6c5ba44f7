"""Cognito: the people who may sign in."""
