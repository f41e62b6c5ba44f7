"""The cloud, described once."""
