"""Handrail on Slack, over slack-bolt and slack-sdk.

Not here: anything a feature says or decides.
"""
