"""Settings: what can be set, the defaults, and where values come from."""
