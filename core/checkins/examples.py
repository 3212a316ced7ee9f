"""A check-in made up for the examples that stand beside the words.

Not here: anybody's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from core.checkins.model import CheckIn
from core.checkins.template import Item, OwnList, Question, Template
from core.surface import Choice
from core.values import MemberId, Said

ANN: Final = Said("Ann")
LATER: Final = datetime(2026, 5, 31, 18, 1, tzinfo=UTC)
QUESTIONS: Final = (
    Question(
        "words",
        "Two words for today",
        "pick",
        (Choice("calm", "calm"), Choice("tired", "tired"), Choice("hopeful", "hopeful")),
        2,
        shareable=True,
    ),
    Question("heavy", "How heavy is today?", "scale10", low="light", high="more than I can carry"),
    Question("next", "One next right-sized thing", "text", most=140, shareable=True),
)
SEEN: Final = [question for question in QUESTIONS if question.shareable]
CHECKIN: Final = CheckIn(
    "bW9yZSB0aGFuIGVub3VnaA",
    MemberId("c29tZWJvZHkgb2Ygb3Vycw"),
    "daily-brief",
    "general",
    date(2026, 5, 31),
    {"words": ("calm", "tired"), "heavy": 4, "next": Said("Call my sister before noon.")},
    datetime(2026, 5, 31, 18, 0, tzinfo=UTC),
)
LIST: Final = OwnList(
    "signals", "Your seven signs", "Small, early, easy to see.", 7, (Choice("rest", "rest"), Choice("food", "food")), 2
)
ITEMS: Final = (
    Item("aGVyZTEx", Said("The post stays unopened"), "rest"),
    Item("aGVyZTIy", Said("I eat standing up"), "food"),
)
TEMPLATE: Final = Template(
    "seven-signals",
    "Seven signals",
    "Tick which of your own seven signs are here today.",
    "daily",
    (),
    ((Question("signs", "Which of your signs are here today?", "own", own_list="signals"),),),
    lists=(LIST,),
)
