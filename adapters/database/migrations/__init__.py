"""How the tables come to be, step by step, up and down.

Not here: what they look like today (`tables`) once the first release is out.
"""

from adapters.database.migrations.run import migrate, unmigrate

__all__ = ["migrate", "unmigrate"]
