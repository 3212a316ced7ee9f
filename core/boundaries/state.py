"""What happens to a boundary once it is written: in force, paused, closed, let go, brought back, listed.

Not here: writing it (`wizard`), reminding of it (`reminding`) and crossing it (`crossing`).
"""

from __future__ import annotations

from dataclasses import replace

from core.boundaries import reminder_words, shown_words, words
from core.boundaries.crossed import crossing_record, crossings, repair, repair_record
from core.boundaries.keeping import full_of, look, next_look, own, save, too_many_plans
from core.boundaries.model import (
    BIN,
    RENEWED_AFTER,
    Boundary,
    boundaries,
)
from core.boundaries.planning import reminders_of
from core.paging import page_in
from core.people.own import me
from core.rhythm import local_day
from core.surface import Message
from core.turn import Context


def put_in_force(context: Context) -> Message:
    """Put it in force, when nothing is missing, and no more are not negotiable or planned than one can hold in mind."""
    one = own(context)
    if one.status == "retired":
        return shown_words.in_the_bin(one)
    if one.missing:
        return words.missing(one)
    if one.status == "active":
        return words.in_force(one)
    if one.not_negotiable and (full := full_of(context, one)):
        return words.too_many(full)
    if plans := too_many_plans(context, one):
        return reminder_words.plans_full(plans)
    return words.in_force(save(context, _begun(context, one)))


def pause(context: Context) -> Message:
    """Pause it: it reminds of nothing, and nobody else sees it."""
    one = own(context)
    if one.status != "active":
        return shown_words.not_in_force(one)
    return shown_words.paused(save(context, replace(one, status="paused")), posted=one.group is not None)


def close(context: Context) -> Message:
    """Kept, and no longer needed."""
    one = own(context)
    if one.status not in ("active", "paused"):
        return shown_words.not_in_force(one)
    return shown_words.closed(save(context, replace(one, status="closed")), posted=one.group is not None)


def retire(context: Context) -> Message:
    """Let it go, with all that belongs to it: a month in the bin, then it is gone."""
    before = own(context)
    one = save(context, replace(before, status="retired", together=False))
    _keep_crossings(context, one)
    return shown_words.retired(one, posted=before.group is not None)


def restore(context: Context) -> Message:
    """Bring it back, as a draft."""
    one = own(context)
    if one.status != "retired":
        return look(context, one)
    one = save(context, replace(one, status="draft"))
    _keep_crossings(context, one)
    return shown_words.restored(one)


def pause_all(context: Context) -> Message:
    """Pause everything in force; what was paused before stays apart. Pressed again, there is still a way back."""
    found = boundaries(context.stores, me(context).id)
    active = [one for one in found if one.status == "active"]
    for one in found if active else ():
        if one.status == "active":
            save(context, replace(one, status="paused", together=True))
        elif one.together:
            save(context, replace(one, together=False))
    return shown_words.paused_all(len(active), posted=any(one.group for one in active))


def resume_all(context: Context) -> Message:
    """Put in force again what was paused with all the others, as far as three that are not negotiable allow."""
    count = 0
    for one in boundaries(context.stores, me(context).id):
        if one.status != "paused" or not one.together or one.missing:
            continue
        if one.not_negotiable and full_of(context, one):
            continue
        save(context, _begun(context, one))
        count += 1
    return shown_words.resumed_all(count)


def listed(context: Context) -> Message:
    """All of them, a page at a time."""
    stores, member = context.stores, me(context).id
    found = boundaries(stores, member)
    active = {one.id for one in found if one.status == "active"}
    plans = any(one.kind == "if-then" and one.boundary in active for one in reminders_of(stores, member))
    return shown_words.listed(found, page=page_in(context.subject), plans=plans)


def _begun(context: Context, one: Boundary) -> Boundary:
    today = local_day(context.now, me(context).zone)
    review = next_look(context, one)
    renew = one.renew_on if one.renew_on and one.renew_on > today else today + RENEWED_AFTER
    return replace(one, status="active", review_on=review, renew_on=renew, renewals_unanswered=0, together=False)


def _keep_crossings(context: Context, one: Boundary) -> None:
    """What was written when it was crossed goes with it, and comes back with it."""
    stores, member = context.stores, me(context).id
    for each in crossings(stores, member, one.id):
        found = repair(stores, member, each.id)
        for record in (crossing_record(each), repair_record(found, each) if found else None):
            if record is None or record.until is None:
                continue
            until = min(record.until, context.now + BIN) if one.status == "retired" else record.until
            stores.records.save(member, record._replace(until=until))
