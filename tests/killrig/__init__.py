"""The kill rig: real processes killed, stopped and cut off at random, until everything promised is accounted for."""
