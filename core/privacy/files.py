"""An export as files: one for people, one for programs, in as many parts as fit a platform's bound.

Not here: what is in it (`export`), and sending it (`deliveries`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from core.checkins.model import Given
from core.codec import Json
from core.files import File
from core.privacy import export_page
from core.privacy.export import Entry, Export
from core.privacy.export_words import FOOTER
from core.values import Said

MOST_BYTES: Final = 3_500_000
"""How large the check-ins of one file may be; both files of a part together stay below any platform's bound."""
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


Drawn: TypeAlias = tuple[str, str, str]
"""A check-in: its month, as a page shows it, as a program reads it."""


def draw(entry: Entry) -> Drawn:
    """One check-in, as it stands in both files."""
    return f"{entry.checkin.day:%Y-%m}", export_page.entry(entry), _ENCODER.encode(_entry(entry))


def parts_of(export: Export, drawn: Sequence[Drawn], most: int = MOST_BYTES) -> tuple[tuple[File, File], ...]:
    """Both files of every part. The first holds everything but check-ins; each holds a stretch of these."""
    stretches = _stretches(drawn, most)
    return tuple(
        (
            _file(f"handrail-export{_numbered(part, stretches)}.html", _page(export, stretch, part, stretches), _HTML),
            _file(f"handrail-export{_numbered(part, stretches)}.json", _data(export, stretch, part, stretches), _JSON),
        )
        for part, stretch in enumerate(stretches, 1)
    )


_HTML: Final = "text/html; charset=utf-8"
_JSON: Final = "application/json"
_Stretch: TypeAlias = Sequence[Drawn]


def _file(name: str, content: str, kind: str) -> File:
    return File(name, content.encode(), kind)


def _numbered(part: int, stretches: Sequence[_Stretch]) -> str:
    return f"-{part}" if len(stretches) > 1 else ""


def _page(export: Export, stretch: _Stretch, part: int, stretches: Sequence[_Stretch]) -> str:
    return export_page.page(export, [(month, page) for month, page, _ in stretch], part, len(stretches))


def _data(export: Export, stretch: _Stretch, part: int, stretches: Sequence[_Stretch]) -> str:
    """JSON by hand where it is long: each check-in on a line of its own, encoded once."""
    head: dict[str, Json] = {
        "what": "Everything Handrail keeps of one person",
        "version": 1,
        "made_at": export.made_at.isoformat(),
        "part": part,
        "parts": len(stretches),
        "note": f"What others wrote is not in it. {FOOTER}",
    }
    if part == 1:
        head |= _rest(export)
    rows = ",\n".join(row for *_, row in stretch)
    return f'{_ENCODER.encode(head)[:-1]}, "check_ins": [\n{rows}\n]}}\n'


def _rest(export: Export) -> dict[str, Json]:
    return {
        "about_you": dict(export.about),
        "groups": [*export.groups],
        "platforms": [*export.platforms],
        "replies": [{"written_at": at.isoformat(), "words": said} for at, said in export.replies],
        "standing_with": export.standing_with,
        "notes": [*export.notes],
        "records": [dict(record) for record in export.records],
    }


def _entry(one: Entry) -> dict[str, Json]:
    checkin = one.checkin
    return {
        "day": checkin.day.isoformat(),
        "title": one.title,
        "kind": checkin.template,
        "track": checkin.track,
        "written_at": checkin.written_at.isoformat(),
        "written_later": checkin.later,
        "shared": checkin.group is not None,
        "kept_until": checkin.until.isoformat() if checkin.until else None,
        "words_kept_until": checkin.text_until.isoformat() if checkin.text_until else None,
        "answers": _given(checkin.answers),
        "in_words": [{"question": answer.question, "answer": answer.said} for answer in one.answers],
    }


def _given(answers: Mapping[str, Given]) -> dict[str, Json]:
    return {key: _plain(given) for key, given in answers.items()}


def _plain(given: Given) -> Json:
    match given:
        case Said():
            return given.words
        case tuple():
            return [*given]
        case _:
            return given


def _stretches(drawn: Sequence[Drawn], most: int) -> list[_Stretch]:
    """Split where either file would grow past the bound; at least one, which may be empty."""
    found: list[list[Drawn]] = [[]]
    pages = rows = 0
    for month, page, row in drawn:
        pages, rows = pages + len(page.encode()), rows + len(row.encode())
        if found[-1] and max(pages, rows) > most:
            found.append([])
            pages, rows = len(page.encode()), len(row.encode())
        found[-1].append((month, page, row))
    return [*found]
