"""Benches: what a turn, a start and a seal cost, each beside a peer or a raw limit in the same run.

Not here: tests. Nothing in this folder asserts a time; it prints a table and keeps a line for each figure.
"""
