"""A Discord service in memory: simcord, and what it leaves out."""
