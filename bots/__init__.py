"""The programs: the only place that knows every adapter, and the settings.

Not here: rules (`core`) and technology (`adapters`); a program only puts them together.
"""
