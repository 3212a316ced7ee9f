"""The outside: platforms, storage, keys and clocks, each meeting a port of the core.

Not here: rules; and no adapter knows another.
"""
