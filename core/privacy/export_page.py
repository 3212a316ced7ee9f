"""An export as a page to read: one file, no script, nothing loaded from anywhere, light or dark as its reader's device.

Not here: what is in it (`export`). Whatever anybody typed is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Final

from core.codec import Json
from core.privacy.export import Entry, Export
from core.privacy.export_words import FOOTER

NAMES: Final = {
    "agreement": "Your agreement",
    "choice": "The kind of check-in you chose",
    "boundary": "Boundaries",
    "consent": "What you agreed to",
    "crossing": "When one was crossed",
    "date": "Your date",
    "days": "Days of entries that are no longer kept",
    "keep": "How long you want things kept",
    "left": "That you left",
    "list": "Your own lists",
    "milestone": "Milestones you shared",
    "reach": "When I may write to you",
    "reminder": "Reminders you left for yourself",
    "repair": "Repairs",
    "rhythm": "Your rhythm",
    "slip": "Slip records",
}
"""How kinds of records are headed; another kind is headed by its own name."""

_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1d2726;--soft:#5b6967;--line:#d9e0de;--paper:#fbfcfb;--card:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e4eae8;--soft:#9fb0ac;--line:#33403d;--paper:#141a19;--card:#1b2322}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
main{max-width:44rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;margin:.5rem 0}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
h3{font-size:1rem;margin:0 0 .3rem}
article{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;margin:.6rem 0}
p{margin:.3rem 0}
.soft,time,dt{color:var(--soft)}
dl{margin:0;display:grid;gap:.15rem}
dt{font-size:.9rem;margin-top:.35rem}
dd{margin:0}
blockquote{margin:.15rem 0;padding-left:.8rem;border-left:3px solid var(--line);white-space:pre-wrap}
summary{cursor:pointer;font-weight:600;padding:.35rem 0}
dd,blockquote,p{overflow-wrap:anywhere}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem;color:var(--soft)}
@media print{article{break-inside:avoid}}
""".strip()


def page(export: Export, entries: Sequence[tuple[str, str]], part: int, parts: int) -> str:
    """The whole page; `entries` as `entry` draws them, each with its month (`2026-05`), oldest first."""
    which = f" ({part} of {parts})" if parts > 1 else ""
    rest = _rest(export) if part == 1 else ()
    body = "\n".join(
        (
            f"<h1>Everything of yours{which}</h1>",
            f'<p class="soft">Made on {_at(export.made_at)}. What others wrote is not in it. '
            "Whoever opens this file can read it all.</p>",
            *(_about(export) if part == 1 else ()),
            "<h2>Check-ins</h2>",
            *_by_month(entries),
            *rest,
            f"<footer>{escape(FOOTER)}</footer>",
        )
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>My data{which}</title><style>{_STYLE}</style></head>\n<body><main>\n{body}\n</main></body></html>\n"
    )


def entry(one: Entry) -> str:
    """One check-in."""
    checkin = one.checkin
    shared = " · shared with a group" if checkin.group else ""
    later = " · written later" if checkin.later else ""
    answers = "".join(
        f"<dt>{escape(answer.question)}</dt>"
        + (f"<dd>{_said(answer.said)}</dd>" if answer.typed else f"<dd>{escape(answer.said)}</dd>")
        for answer in one.answers
    )
    return (
        f"<article><h3>{escape(one.title)}, {_day(checkin.day)}</h3>"
        f'<p class="soft">Written {_at(checkin.written_at)}{later}{shared}</p><dl>{answers}</dl></article>'
    )


def _by_month(entries: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Entries folded by month; the newest is open."""
    if not entries:
        yield "<p>None.</p>"
        return
    months: dict[str, list[str]] = {}
    for month, one in entries:
        months.setdefault(month, []).append(one)
    newest = max(months)
    for month, drawn in sorted(months.items(), reverse=True):
        name = f"{date.fromisoformat(f'{month}-01'):%B %Y}"
        opened = " open" if month == newest else ""
        yield f"<details{opened}><summary>{name} ({len(drawn)})</summary>\n" + "\n".join(drawn) + "\n</details>"


def _about(export: Export) -> Iterator[str]:
    groups, platforms = ", ".join(export.groups), ", ".join(export.platforms)
    told = {**export.about, "groups": groups, "platforms": platforms}
    yield "<h2>About you</h2>"
    yield f"<article>{_list({what: value for what, value in told.items() if value})}</article>"


def _rest(export: Export) -> Iterator[str]:
    yield "<h2>Your replies to others</h2>"
    for at, said in export.replies:
        yield f'<article><p class="soft">{_at(at)}</p>{_said(said)}</article>'
    if not export.replies:
        yield "<p>None.</p>"
    if export.standing_with:
        yield f"<p>Check-ins of others that you stand with: {export.standing_with}</p>"
    kinds: dict[str, list[Mapping[str, Json]]] = {}
    for record in export.records:
        kinds.setdefault(str(record["kind"]), []).append(record)
    for kind, records in sorted(kinds.items()):
        yield f"<h2>{escape(NAMES.get(kind, kind.replace('-', ' ').capitalize()))}</h2>"
        for record in records:
            until = f", until {escape(str(record['until'])[:10])}" if record["until"] else ""
            since = escape(str(record["written_at"])[:10])
            yield f'<article><p class="soft">Since {since}{until}</p>{_value(record["body"])}</article>'
    if export.notes:
        yield "<h2>Notes that wait for you</h2>"
        for note in export.notes:
            yield f"<article>{_said(note)}</article>"


def _value(value: Json) -> str:
    match value:
        case dict():
            return _list(value)
        case list():
            return ", ".join(map(_value, value)) if all(not isinstance(one, dict) for one in value) else _rows(value)
        case True | False:
            return "yes" if value else "no"
        case None:
            return "–"
        case str():
            return f'<span dir="auto">{escape(value)}</span>'
        case _:
            return escape(str(value))


def _rows(values: Sequence[Json]) -> str:
    return "".join(f"<div>{_value(one)}</div>" for one in values)


def _list(values: Mapping[str, Json]) -> str:
    rows = (f"<dt>{escape(key.replace('_', ' '))}</dt><dd>{_value(value)}</dd>" for key, value in values.items())
    return f"<dl>{''.join(rows)}</dl>"


def _said(words: str) -> str:
    return f'<blockquote dir="auto">{escape(words)}</blockquote>'


def _at(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{at.day} {at:%B %Y, %H:%M} UTC</time>'


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
