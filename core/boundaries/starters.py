"""Examples to start from, by role; each is picked, read and changed before it is anybody's own.

Not here: telling anybody which boundary they need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.boundaries.model import Sort


@dataclass(frozen=True, slots=True)
class Starter:
    """One example."""

    key: str
    label: str
    statement: str
    action: str
    category: str
    sort: Sort = "limit"


ROLES: Final[tuple[tuple[str, str, tuple[Starter, ...]], ...]] = (
    (
        "recovery",
        "I am in recovery",
        (
            Starter(
                "phone",
                "The phone sleeps elsewhere",
                "I charge my phone outside the bedroom.",
                "If I bring it in, I put it back and tell my buddy the next day.",
                "devices",
            ),
            Starter(
                "travel",
                "No drink on the road",
                "I don't drink when I travel alone.",
                "If I do, I call my mentor before I sleep.",
                "substances",
            ),
            Starter(
                "messages",
                "Messages I leave alone",
                "I don't reply to private messages from people I have chosen to leave alone.",
                "If I do, I tell my buddy within 24 hours.",
                "contact",
            ),
            Starter(
                "pause",
                "A pause before I defend myself",
                "I leave a conversation when I start to defend myself.",
                "I say that I need 20 minutes, and I come back on time.",
                "talking",
            ),
            Starter(
                "evenings",
                "Two evenings are mine",
                "I keep Tuesday and Saturday for my groups.",
                "If work wants them, I say no or move one, never both.",
                "recovery",
            ),
            Starter(
                "asking",
                "I stop asking for trust",
                "I don't ask whether I am trusted yet.",
                "If I notice that I do, I write down what I can do today.",
                "talking",
            ),
            Starter(
                "computer",
                "The computer stays in sight",
                "I use the shared computer only in the living room.",
                "If I can't, I wait.",
                "devices",
            ),
        ),
    ),
    (
        "healing",
        "I am healing from betrayal",
        (
            Starter(
                "details",
                "No details late",
                "I don't hear details after 21:00.",
                "If it starts, I leave the room and we go on at the time we agreed.",
                "listening",
                "protective",
            ),
            Starter(
                "devices",
                "No looking at night",
                "I don't check devices at night.",
                "If the urge comes, I do my grounding list first and write the question down for a calmer day.",
                "devices",
            ),
            Starter(
                "lies",
                "When I am lied to",
                "If I am lied to, I decide nothing that day.",
                "I sleep in the other room for as long as I choose and talk to my group first.",
                "home",
                "protective",
            ),
            Starter(
                "touch",
                "Touch, day by day",
                "I decide about touch day by day.",
                "If I am pressed, I end the conversation.",
                "body",
                "protective",
            ),
            Starter(
                "role",
                "I am not the one who checks",
                "I am not anybody's accountability partner.",
                "If I am told of urges outside a time we agreed, I say: please take that to your buddy.",
                "listening",
                "protective",
            ),
            Starter(
                "money",
                "An account of my own",
                "I keep an account and some money of my own.",
                "If it is touched, I speak to somebody who advises me.",
                "money",
                "protective",
            ),
            Starter(
                "family",
                "Not with the family",
                "I don't explain my feelings to the other family.",
                "If I am asked, I say that I am not discussing it.",
                "talking",
                "protective",
            ),
            Starter(
                "group",
                "My group stays",
                "I go to my group every week, whatever happens at home.",
                "If something is in the way, I find another time in the same week.",
                "recovery",
            ),
        ),
    ),
    (
        "couple",
        "We rebuild trust together",
        (
            Starter(
                "talks",
                "Hard talks have an end",
                "I talk about hard things for at most 45 minutes, not when driving and not near children.",
                "If it runs over, I call a pause and name the next time within 24 hours.",
                "talking",
                "protective",
            ),
            Starter(
                "agreed",
                "The agreed hours",
                "I tell within the hours I agreed to, after my first safe person, without graphic detail.",
                "If I am late, I say so and name the time at which I will.",
                "talking",
            ),
            Starter(
                "weekly",
                "Our weekly talk",
                "I come to our weekly talk on Sunday at 17:00.",
                "If I can't, I propose the new time myself.",
                "time",
            ),
            Starter(
                "one-person",
                "One person each",
                "I have one person who knows, and I don't read messages between the other person and theirs.",
                "If I am tempted, I call my own person.",
                "contact",
            ),
        ),
    ),
    (
        "group",
        "I belong to a support group",
        (
            Starter(
                "late",
                "No messages late",
                "I don't answer messages from group members after 22:00.",
                "If one worries me, I send the help lines and answer the next day.",
                "online",
            ),
            Starter(
                "advice",
                "No advice unless asked",
                "I don't give advice unless somebody asks.",
                "If I slip into it, I say: sorry, that was advice.",
                "online",
            ),
            Starter(
                "too-much",
                "When a share is too much",
                "I step out when a share is too much for me.",
                "I tell the facilitator later.",
                "online",
                "protective",
            ),
            Starter(
                "facilitator",
                "Answers have their hours",
                "I answer questions within 7 days, and not privately at night.",
                "If somebody is in danger, I use the safety plan and not my private phone.",
                "online",
            ),
        ),
    ),
)


def starter(key: str) -> Starter | None:
    """A starter by its key."""
    return next((one for _, _, starters in ROLES for one in starters if one.key == key), None)
