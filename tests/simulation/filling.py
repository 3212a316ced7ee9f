"""Filling in any form a person is shown, with what people write and with what nobody expects.

Not here: whether what was written is taken.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from core.surface import Answer, Ask, Field, Form
from core.values import length
from tests.simulation.souls import Soul

PHRASES = (
    "called my sister before noon",
    "a walk round the lake",
    "slept a little",
    "it was a long day at work",
    "I said no, kindly",
    "tea, and an early night",
)
ODD = (
    "",
    "   ",
    "x" * 3200,
    "@everyone <!channel> <@U1> <#C2>",
    "\u05e9\u05dc\u05d5\u05dd \u202e abc",
    "half \ud83d of a pair \ude00",
    "\u200b\u200b\u2060",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f642 " * 9,
    "nul \x00 bell \x07 end",
    "**bold** `code` {slot} %s ${x} {0}",
    "\n\n\n\n a \r\n\r\n b",
    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "0800 111 0 111 https://example.org a@b.example",
    "\u0663\u0664 \uff12\uff10:\uff10\uff10",
)
TIMES = ("20:00", "8pm", "07.30", "21:15", "12:00", "6:45 am", "22:30")
ODD_TIMES = ("25:99", "soon", "", "8 o'clock", "-1:00", "2" * 400)
PLAIN = frozenset({"handle", "country", "city", "code", "channel", "name"})
"""Fields that hold no story; a mark in them would be shown to others rightly, or understood by nobody."""


def fill(form: Form, luck: Random, soul: Soul, now: datetime, told: dict[str, str], *, odd: bool) -> dict[str, Answer]:
    """Answers to a form. `told`: what some fields must hold, such as a country; `odd`: some are what nobody expects."""
    answers: dict[str, Answer] = {}
    for field in form.fields:
        if field.key in told:
            answers[field.key] = _picked(field, told[field.key])
        elif odd and luck.random() < 0.5:
            answers[field.key] = _odd(field, luck, soul)
        elif field.value is not None and luck.random() < 0.5:
            answers[field.key] = field.value
        elif field.required or luck.random() < 0.7:
            answers[field.key] = _usual(field, luck, soul, now)
    return answers


def _picked(field: Field, wanted: str) -> Answer:
    if field.ask is Ask.CHOICES:
        return (wanted,) if any(choice.key == wanted for choice in field.choices) else (field.choices[0].key,)
    if field.choices and all(choice.key != wanted for choice in field.choices):
        return field.choices[0].key
    return wanted


def _usual(field: Field, luck: Random, soul: Soul, now: datetime) -> Answer:
    match field.ask:
        case Ask.LINE | Ask.PARAGRAPH:
            if field.key in PLAIN:
                return luck.choice(("the quiet room", "lisbon", "germany", "Robin", "evening"))
            return _text(field, luck, soul)
        case Ask.CHOICE | Ask.SCALE:
            return luck.choice(field.choices).key
        case Ask.CHOICES:
            most = min(field.longest, len(field.choices))
            picked = luck.sample(field.choices, luck.randint(min(1, most), most))
            return tuple(choice.key for choice in picked)
        case Ask.TIME_OF_DAY:
            return luck.choice(TIMES)
        case Ask.DATE:
            days = luck.choice((0, 0, -1, -1, -2, 1, 3, 7, 14, -10, -40))
            return (soul.clock(now).date() + timedelta(days=days)).isoformat()
        case Ask.CHANNEL:
            return soul.channel
        case _:
            return soul.person.user


def _text(field: Field, luck: Random, soul: Soul) -> str:
    words = f"{soul.mark()} {luck.choice(PHRASES)}"
    if field.ask is Ask.PARAGRAPH and luck.random() < 0.2:
        words = f"{words}\n{soul.mark()} {luck.choice(PHRASES)}"
    return words[: field.longest]


def _odd(field: Field, luck: Random, soul: Soul) -> Answer:
    match field.ask:
        case Ask.LINE | Ask.PARAGRAPH:
            odd = luck.choice(ODD)
            if field.key in PLAIN or luck.random() < 0.3:
                return odd
            fits = length(odd) + 20 <= field.longest
            return f"{soul.mark()} {odd}" if fits or luck.random() < 0.5 else odd[:9]
        case Ask.CHOICE | Ask.SCALE:
            return luck.choice(("", "no-such-option", "999"))
        case Ask.CHOICES:
            every = tuple(choice.key for choice in field.choices)
            return luck.choice(((), every, ("no-such-option",), every * 2))
        case Ask.TIME_OF_DAY:
            return luck.choice(ODD_TIMES)
        case Ask.DATE:
            return luck.choice(("2026-13-45", "tomorrow", "", "0001-01-01", "9999-12-31", "31.5.2026"))
        case _:
            return luck.choice(("", "no-such-place"))
