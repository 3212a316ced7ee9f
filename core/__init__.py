"""Every rule of Handrail, with no input or output of its own.

Not here: databases, networks, platforms and settings; they live in `adapters`, `config` and `bots`.
"""
