"""Stand-ins for what cannot be run offline: never used by the application itself."""
