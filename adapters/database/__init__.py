"""The database: SQLite in a file or PostgreSQL, behind the core's `Database` and its stores.

Not here: any rule of a feature. What a member wrote is sealed before it comes near a statement.
"""
