"""Situations and responses to pick a plan from; what is picked can be changed word by word.

Not here: saying that a plan works for everybody.
"""

from __future__ import annotations

from typing import Final

SITUATIONS: Final = (
    ("tired", "I am tired and it is late"),
    ("alone", "I am alone at home"),
    ("travel", "I am alone in a hotel room"),
    ("argument", "a talk becomes an argument"),
    ("defend", "I begin to defend myself"),
    ("details", "I am asked for details late at night"),
    ("device", "I want to look at a device at night"),
    ("message", "a message comes from somebody I leave alone"),
    ("drink", "somebody offers me a drink"),
    ("shame", "shame comes up"),
    ("pressed", "I am pressed to decide at once"),
    ("lied-to", "I think that I am lied to"),
)
RESPONSES: Final = (
    ("leave", "I leave the room for 20 minutes"),
    ("call", "I call my first safe person"),
    ("group", "I write to my group"),
    ("phone", "I put the phone in another room"),
    ("breathe", "I breathe out slowly, ten times"),
    ("walk", "I go for a walk"),
    ("not-now", "I say: not now, and I name a time"),
    ("no", "I say no, once, without reasons"),
    ("write", "I write it down for a calmer day"),
    ("bed", "I go to bed"),
    ("eat", "I eat and drink something first"),
    ("tomorrow", "I decide nothing until tomorrow"),
)
