"""What members press about their rhythms: begin, change, pause, fewer, skip, stop; days away, messages a day.

Not here: asking (`deliveries`), and what the bot may say when (`core.rhythm`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final

from core.checkins.kinds import kinds_for, mine
from core.checkins.template import Template
from core.errors import LookAgain, Refusal
from core.paging import page_in
from core.people.own import me, own_record
from core.people.reach import allows_notes, reach_of, set_reach
from core.rhythm import clock_of, is_known, local_day
from core.rhythms import form_words, prompt_words, words
from core.rhythms.model import KIND, Rhythm, from_mask, from_record, suggested
from core.rhythms.plan import entries, held_lately
from core.rhythms.plan_words import week
from core.rhythms.planning import end, hush, keep, nudge_key, rhythm_of, rhythms_of
from core.surface import Button, Form, Message
from core.turn import Context

LONGEST_AWAY: Final = 366
"""How many days ahead a pause or a time away can reach."""


def asked(context: Context) -> Rhythm:
    """The member's rhythm that a step names."""
    return from_record(own_record(context, KIND, words.no_rhythm()))


def show(context: Context) -> Message:
    """Everything that is planned, and one rhythm with what can be changed about it."""
    member = me(context)
    kept = rhythms_of(context.stores, member.id)
    kinds = {one.key: one for one in kinds_for(context)}
    reach = reach_of(context.stores, member)
    named = next((one for one in kept if one.template == context.subject), None)
    rhythm = named or (kept[0] if kept and context.subject not in kinds else None)
    others = [one for one in _every_kind(context) if rhythm is None or one.step.subject != rhythm.template]
    titles = {key: one.title for key, one in context.library.templates.items()}
    rows = [(one.at, one.what, one.held) for one in entries(context.stores, member, titles, context.now)]
    plan = week(rows, held_lately(context.stores, member, context.now))
    if rhythm is None:
        template = _kind(context, kinds)
        others = [one for one in others if one.step.subject != template.key]
        return words.none_yet(template.key, template.title, suggested(template), plan, others, reach.most_a_day)
    agreed = allows_notes(context.stores, member.id, context.now)
    notices = [*([] if agreed else [words.NOT_AGREED]), *([] if is_known(member.zone) else [words.ZONE_UNKNOWN])]
    return words.shown(
        rhythm,
        _title(context, rhythm.template),
        plan,
        notices,
        others,
        reach.most_a_day,
        away=bool(reach.away),
    )


def others(context: Context) -> Message:
    """Every kind of check-in with its rhythm, a page at a time."""
    return words.others(_every_kind(context), page_in(context.subject))


def _every_kind(context: Context) -> list[Button]:
    """The kinds there are for this member, those with a rhythm first."""
    kept = [one.template for one in rhythms_of(context.stores, me(context).id)]
    kinds = {one.key: one for one in kinds_for(context)}
    return [
        words.other(_short(kinds[key].title), key, kept=key in kept)
        for key in dict.fromkeys([*kept, *kinds])
        if key in kinds
    ]


def quieter(context: Context) -> Message:
    """How fewer of what nobody scheduled can come."""
    return words.quieter(reach_of(context.stores, me(context)).most_a_day)


def begin(context: Context) -> Message:
    """Switch a rhythm on, as its kind suggests it."""
    kinds = {one.key: one for one in kinds_for(context)}
    kept = rhythm_of(context.stores, me(context).id, context.subject)
    if kept is None and context.subject not in kinds:
        raise Refusal(words.no_rhythm())
    rhythm = kept or suggested(kinds[context.subject])
    return _keep(context, rhythm.resume(_zone(context), context.now))


def times_form(context: Context) -> Form:
    """The time and days as they are, or as the kind suggests them."""
    rhythm = rhythm_of(context.stores, me(context).id, context.subject) or _suggested(context)
    return form_words.TIMES.filled({"at": f"{rhythm.at:%H:%M}", "days": tuple(str(day) for day in rhythm.days)})


def change(context: Context) -> Message:
    """Keep another time and other days; whoever had no rhythm has one then."""
    at, days = context.values.get("at"), context.values.get("days")
    if not isinstance(days, tuple) or not days:
        raise LookAgain({"days": form_words.needs_a_day()})
    rhythm = rhythm_of(context.stores, me(context).id, context.subject) or _suggested(context)
    wanted = tuple(sorted(int(day) for day in days))
    changed = replace(rhythm, at=at if isinstance(at, time) else rhythm.at, days=wanted)
    return _keep(context, changed.from_now(_zone(context), context.now))


def pause(context: Context) -> Message:
    """Quiet, until a day or until they say so."""
    rhythm, back = asked(context), context.values.get("back")
    back = back if isinstance(back, date) else None
    today = local_day(context.now, _zone(context))
    if back and not today < back <= today + timedelta(days=LONGEST_AWAY):
        raise LookAgain({"back": form_words.day_gone_by() if back <= today else form_words.too_far()})
    changed = rhythm.pause(back)
    _hushed(context, rhythm, changed)
    return words.paused(changed)


def resume(context: Context) -> Message:
    """On again."""
    return _keep(context, asked(context).resume(_zone(context), context.now))


def fewer(context: Context) -> Message:
    """One step fewer, at one press."""
    before = asked(context)
    now = before.fewer()
    _hushed(context, before, now)
    return words.fewer(before, now)


def as_before(context: Context) -> Message:
    """Undo *fewer*."""
    mask = context.subject.partition("~")[2]
    rhythm = asked(context)
    days = from_mask(int(mask)) if mask.isascii() and mask.isdecimal() and len(mask) < 4 else ()
    changed = replace(rhythm, days=days or rhythm.days).resume(_zone(context), context.now)
    keep(context.stores, me(context), changed, context.now)
    return words.as_before(changed)


def same(context: Context) -> Message:
    """The rhythm still fits."""
    rhythm = asked(context)
    _hushed(context, rhythm, rhythm.answered())
    return words.same()


def skip(context: Context) -> Message:
    """Not today; nothing is counted, whether a rhythm asked or not."""
    rhythm = rhythm_of(context.stores, me(context).id, context.subject)
    if rhythm is not None:
        day = rhythm.prompted if rhythm.open else local_day(context.now, _zone(context))
        _hushed(context, rhythm, replace(rhythm.answered(), prompted=day))
    return words.skipped()


def set_nudge(context: Context) -> Message:
    """Switch the nudge on or off."""
    rhythm, on = asked(context), context.subject.endswith("~1")
    if not on:
        context.stores.jobs.cancel(nudge_key(rhythm))
    keep(context.stores, me(context), replace(rhythm, nudge=on), context.now)
    return words.nudge_set(on=on)


def stop(context: Context) -> Message:
    """Ask no more."""
    rhythm = asked(context)
    end(context.stores, me(context), rhythm)
    return words.stopped(rhythm.template)


def set_away(context: Context) -> Message:
    """Keep days on which nothing is sent."""
    member, first, last = me(context), context.values.get("first"), context.values.get("last")
    today = local_day(context.now, member.zone)
    if not isinstance(first, date) or not isinstance(last, date):
        raise LookAgain({"first": form_words.days_gone_by()})
    if last < first:
        raise LookAgain({"last": form_words.turned_round()})
    if last < today:
        raise LookAgain({"last": form_words.days_gone_by()})
    if last > today + timedelta(days=LONGEST_AWAY):
        raise LookAgain({"last": form_words.too_far()})
    reach = reach_of(context.stores, member)
    set_reach(context.stores, member.id, replace(reach, away=((first, last),)), context.now)
    return words.away_set(first, last)


def end_away(context: Context) -> Message:
    """Back."""
    member = me(context)
    reach = reach_of(context.stores, member)
    set_reach(context.stores, member.id, replace(reach, away=()), context.now)
    return words.here_again()


def most_form(context: Context) -> Form:
    """The number as it is."""
    return form_words.MOST.filled({"most": str(reach_of(context.stores, me(context)).most_a_day)})


def set_most(context: Context) -> Message:
    """Keep how many messages a day may come."""
    member, most = me(context), int(str(context.values["most"]))
    reach = reach_of(context.stores, member)
    set_reach(context.stores, member.id, replace(reach, most_a_day=most), context.now)
    return words.most_set(most)


def yesterday(context: Context) -> Button | None:
    """The way to write for yesterday, for somebody who was asked then and has not answered."""
    member = context.member
    if member is None or member.zone is None:
        return None
    day = local_day(context.now, member.zone) - timedelta(days=1)
    for rhythm in rhythms_of(context.stores, member.id):
        if rhythm.open and rhythm.prompted == day:
            found = context.stores.checkins.on_day(member.id, day)
            if not any(one.template == rhythm.template for one in found):
                return prompt_words.for_yesterday(rhythm.template, day)
    return None


def _keep(context: Context, rhythm: Rhythm) -> Message:
    keep(context.stores, me(context), rhythm, context.now)
    zone = _zone(context)
    due = rhythm.due(zone, context.now)
    first = due.astimezone(clock_of(zone)) if due and not rhythm.paused else None
    return words.begun(rhythm, _title(context, rhythm.template), first)


def _hushed(context: Context, before: Rhythm, after: Rhythm) -> None:
    hush(context.stores, me(context), before)
    keep(context.stores, me(context), after, context.now)


def _suggested(context: Context) -> Rhythm:
    found = next((one for one in kinds_for(context) if one.key == context.subject), None)
    if found is None:
        raise Refusal(words.no_rhythm())
    return suggested(found)


def _kind(context: Context, kinds: dict[str, Template]) -> Template:
    found = kinds.get(context.subject) or kinds.get(mine(context)) or next(iter(kinds.values()), None)
    if found is None:
        raise Refusal(words.no_rhythm())
    return found


def _title(context: Context, template: str) -> str:
    found = context.library.templates.get(template)
    return found.title if found else "Check-in"


def _short(title: str) -> str:
    return title if len(title) <= 40 else f"{title[:39].rstrip()}…"


def _zone(context: Context) -> str:
    return me(context).zone or "UTC"
