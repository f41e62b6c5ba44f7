"""The whole platform on one machine: the synthesised template, deployed into an embedded cloud."""
