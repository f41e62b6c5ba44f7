"""Real compute behind AWS wire shapes: what the embedded cloud cannot work out itself."""
