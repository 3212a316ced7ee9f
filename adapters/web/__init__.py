"""The playground: a platform of its own on one local page, for trying everything without tokens.

Not here: any rule; the page asks the same desk as Discord and Slack do.
"""
