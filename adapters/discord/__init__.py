"""Discord: what a person did as a `Turn`, what we say as payloads, and both over discord.py.

Not here: rules. `read` and `draw` are pure; `gateway` answers people, `platform` posts what was promised.
"""
