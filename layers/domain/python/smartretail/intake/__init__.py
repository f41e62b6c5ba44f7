"""Uploads: from a file as the retailer has it to a mapping onto our tables."""
