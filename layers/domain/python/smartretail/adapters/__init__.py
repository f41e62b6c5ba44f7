"""Ports made real, one package per technology, one module per context that needs it."""
