"""Makes a fresh clone ready, each step once per content; standard library only."""
