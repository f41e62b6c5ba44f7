"""Opinionated constructs that every stack is made of."""
