"""The one door in: find the action, allow it, once only, in one transaction, and answer kindly whatever happens.

Not here: acknowledging within a platform's three seconds; each gateway does that around `handle`.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from core import words
from core.errors import LookAgain, NotSaved, Refusal
from core.feature import Action
from core.ports import Bell, Cooldown, Database, Transaction
from core.suite import Suite
from core.surface import Form, Message, Replace, Reply, Step
from core.turn import Again, Answered, Context, Library, NotDone, Opens, Outcome, Turn
from core.values import CommunityId, Role, Said

T = TypeVar("T")

FORM_READ_SECONDS = 1.0
"""A form's one read; past it a button is shown, because both platforms want the form within three seconds."""

_HALVES = re.compile("[\ud800-\udfff]")

log = logging.getLogger("handrail.desk")


class Desk:
    """Takes turns from every gateway; holds no state of its own."""

    def __init__(self, suite: Suite, database: Database, library: Library, cooldown: Cooldown, bell: Bell) -> None:
        self.suite = suite
        self.library = library
        self._database = database
        self._cooldown = cooldown
        self._bell = bell

    async def handle(self, turn: Turn) -> Outcome:
        """Answer one turn. "Saved" is said only after the commit; never raises."""
        turn = _whole(turn)
        try:
            return await self._handle(turn)
        except Refusal as refusal:
            return NotDone(refusal.message.within(turn.step.community), _typed(self.suite.action(turn.step), turn))
        except NotSaved:
            return NotDone(words.not_saved().within(turn.step.community), _typed(self.suite.action(turn.step), turn))
        except Exception as error:
            code = incident(error, turn.step.action)
            return NotDone(words.trouble(code).within(turn.step.community), _typed(self.suite.action(turn.step), turn))

    async def _handle(self, turn: Turn) -> Outcome:
        action = self.suite.action(turn.step)
        if action is None:
            raise Refusal(words.unknown_step())
        opening = action.form is not None and turn.answers is None
        if action.shows is not None:
            if opening and isinstance(action.form, Form):
                return Opens(replace(action.form, step=turn.step))
            shown = await self._looked_up(action.shows, turn) if turn.answers else action.shows(turn, self.library)
            return Answered(shown.within(turn.step.community))
        if not await self._cooldown.allows(turn.who):
            raise Refusal(words.too_fast())
        if opening:
            return await self._open(turn, action)
        if action.reads is not None:
            return await self._read(turn, action)
        found = await self._looked_up(action.beforehand, turn) if action.beforehand and turn.answers else None
        outcome = await self._database.write(lambda tx: self._run(tx, turn, action, found))
        self._bell.ring()
        return outcome

    async def _read(self, turn: Turn, action: Action) -> Outcome:
        """Answer without writing anything, but once a week that somebody came by: whoever only reads is here too."""
        unseen: list[CommunityId] = []
        outcome = await self._database.read(lambda tx: self._run(tx, turn, action, unseen=unseen))
        if unseen:
            with suppress(NotSaved):
                await self._database.write(lambda tx: _come_by(tx, turn, unseen[0]))
        return outcome

    async def _open(self, turn: Turn, action: Action) -> Outcome:
        try:
            reading = self._database.read(lambda tx: self._build(tx, turn, action))
            return await asyncio.wait_for(reading, FORM_READ_SECONDS)
        except (TimeoutError, NotSaved):
            if isinstance(action.form, Form):
                return Opens(replace(action.form, step=turn.step))
            return Answered(words.slow_form(turn.step).within(turn.step.community))

    def _build(self, tx: Transaction, turn: Turn, action: Action) -> Outcome:
        community = _community(tx, turn)
        if community is None:
            if action.founds and turn.place.home and isinstance(action.form, Form):
                return Opens(replace(action.form, step=turn.step))
            raise Refusal(words.no_group_here() if turn.place.home else words.no_group_of_yours())
        context = self._context(tx, turn, community)
        _allow(context, action)
        form = _form(action, context)
        if isinstance(form, Message):
            return Answered(_stamped(_mention_notes(form, context), community))
        draft = context.stores.drafts.find(turn.who, _draft_key(turn), turn.now)
        return Opens(form.filled(draft) if draft else form)

    async def _looked_up(self, look: Callable[[Turn, Library], T], turn: Turn) -> T:
        return await asyncio.to_thread(look, turn, self.library)

    def _run(
        self,
        tx: Transaction,
        turn: Turn,
        action: Action,
        found: object = None,
        unseen: list[CommunityId] | None = None,
    ) -> Outcome:
        community = _community(tx, turn)
        if action.founds and isinstance(action.form, Form) and (community or turn.place.home):
            claimed = _claim(tx, turn, community, action.form)
            if isinstance(claimed, Again):
                return claimed
            community = claimed
        if community is None:
            raise Refusal(words.no_group_here() if turn.place.home else words.no_group_of_yours())
        context = self._context(tx, turn, community, unseen)
        if action.does is not None and (before := context.stores.turns.answered(turn.id)):
            return Answered(before)
        _allow(context, action)
        if action.form is None:
            return self._answer(context, action)
        form = _form(action, context)
        if isinstance(form, Message):
            raise Refusal(form)
        values, problems = form.check(turn.answers or {})
        try:
            if problems:
                raise LookAgain(problems)
            return self._answer(replace(context, values=values, found=found), action)
        except LookAgain as again:
            context.stores.drafts.save(turn.who, _draft_key(turn), turn.answers or {}, turn.now)
            return _again(form.filled(turn.answers or {}), again.problems)

    def _answer(self, context: Context, action: Action) -> Outcome:
        turn, community, member = context.turn, context.community, context.member
        if action.reads is not None:
            return Answered(_stamped(_mention_notes(action.reads(context), context), community))
        if action.does is None:
            raise Refusal(words.unknown_step())
        reply = _stamped(_mention_notes(action.does(context), context), community)
        if action.form is not None:
            context.stores.drafts.drop(turn.who, _draft_key(turn))
        context.stores.turns.remember(turn.id, reply, member.id if member else None, turn.now)
        return Answered(reply)

    def _context(
        self, tx: Transaction, turn: Turn, community: CommunityId, unseen: list[CommunityId] | None = None
    ) -> Context:
        """What a handler needs; `unseen` is told where it still has to be noted that somebody came by."""
        stores = tx.within(community)
        member = stores.people.find(turn.who)
        if stores.people.seen(turn.now) and unseen is not None:
            unseen.append(community)
        if member is not None and member.country:
            self.library.countries.remember(turn.who, member.country)
        return Context(turn, community, member, stores, self.library)


def _come_by(tx: Transaction, turn: Turn, community: CommunityId) -> None:
    people = tx.within(community).people
    people.find(turn.who)
    people.seen(turn.now)


def _community(tx: Transaction, turn: Turn) -> CommunityId | None:
    """The community a turn is about: its home's, else its button's, else the only one of this person."""
    named = CommunityId(turn.step.community)
    if turn.place.home:
        here = tx.community_at(turn.place)
        if named and here is not None and named != here:
            raise Refusal(words.other_group())
        if here is not None or not named:
            return here
    theirs = tx.communities_of(turn.who)
    known = {community for community, _ in theirs}
    if named:
        return named if named in known else None
    if len(known) > 1:
        raise Refusal(words.which_group(turn.step, theirs))
    return next(iter(known), None)


def _claim(tx: Transaction, turn: Turn, community: CommunityId | None, form: Form) -> CommunityId | Again | None:
    """Use up a one-time code, where one was typed or is needed: its bearer looks after the community from then on."""
    answers = turn.answers or {}
    code = str(answers.get("code") or "").strip()
    if community is not None and (not code or _looks_after(tx, turn, community)):
        return community
    filled = replace(form, step=turn.step).filled(answers)
    _, problems = form.check(answers)
    joins = None if problems else tx.invited(code, turn.now)
    if joins is not None and (problem := _cannot_settle(tx, turn, community, joins)):
        problems = {"code": problem}
    if not problems and not tx.redeem(code, turn.now):
        problems = {"code": words.wrong_code()}
    if problems:
        return _again(filled, problems)
    if joins is not None and community is None:
        tx.settle(joins, turn.place)
    community = community or joins or tx.found(turn.place, turn.now)
    _welcome_moderator(tx, turn, community)
    return community


def _cannot_settle(tx: Transaction, turn: Turn, here: CommunityId | None, joins: CommunityId) -> str:
    """Why the code of a community cannot bring this server or workspace to it; empty when it can."""
    if here is not None:
        return words.settled_here() if here != joins else ""
    there = tx.within(joins).homes.every()
    return words.one_home_each() if any(home.platform == turn.place.platform for home in there) else ""


def _looks_after(tx: Transaction, turn: Turn, community: CommunityId) -> bool:
    """Whether this person moderates already, such as a moment ago with the same code: then none is used up."""
    member = tx.within(community).people.find(turn.who)
    return member is not None and member.may(Role.MODERATOR)


def _welcome_moderator(tx: Transaction, turn: Turn, community: CommunityId) -> None:
    people = tx.within(community).people
    member = people.find(turn.who)
    if member is None:
        people.admit(turn.who, turn.place.home, Role.MODERATOR, turn.now)
    elif member.role < Role.MODERATOR:
        people.promote(member.id, Role.MODERATOR)


def _allow(context: Context, action: Action) -> None:
    if action.needs is Role.ANYONE or (context.member is not None and context.member.may(action.needs)):
        return
    raise Refusal(words.join_first() if action.needs is Role.MEMBER else words.not_yours())


def _form(action: Action, context: Context) -> Form | Message:
    form = action.form
    if form is None:
        raise Refusal(words.unknown_step())
    built = form if isinstance(form, Form) else form(context)
    if isinstance(built, Message):
        return built
    step = context.turn.step
    return replace(built, step=Step(step.action, step.subject, context.community))


def _again(form: Form, problems: dict[str, str]) -> Again:
    labels = {field.key: field.label for field in form.fields}
    step = form.step or Step("start.menu")
    listed = [(labels[key], problem) for key, problem in problems.items()]
    return Again(form, problems, words.look_again(listed, step).within(step.community))


def _draft_key(turn: Turn) -> str:
    return Step(turn.step.action, turn.step.subject).key


def _stamped(reply: Reply, community: CommunityId) -> Reply:
    if isinstance(reply, Replace):
        return Replace(reply.message.within(community))
    return reply.within(community)


def _mention_notes(reply: Reply, context: Context) -> Reply:
    """Say that a note waits, where it could not be delivered: at the next private answer, and only there."""
    if context.member is None or not context.member.notes or context.turn.step.action.startswith("people."):
        return reply
    member = context.stores.people.member(context.member.id)
    if member is None or not member.notes:  # erased, or read, by this very turn
        return reply
    message = reply.message if isinstance(reply, Replace) else reply
    if len(message.buttons) >= 5 or any(button.step == words.NOTES.step for button in message.buttons):
        return reply
    with_note = replace(message, buttons=(*message.buttons, words.NOTES))
    return Replace(with_note) if isinstance(reply, Replace) else with_note


def _whole(turn: Turn) -> Turn:
    """The turn without halves of characters (lone surrogates) in its answers: no encoding can keep them."""
    if not turn.answers:
        return turn
    answers = {
        key: _HALVES.sub("", answer) if isinstance(answer, str) else tuple(_HALVES.sub("", one) for one in answer)
        for key, answer in turn.answers.items()
    }
    return replace(turn, answers=answers)


def _typed(action: Action | None, turn: Turn) -> tuple[tuple[str, Said], ...]:
    """What was typed, under its labels (or, where the form cannot be rebuilt now, under its keys)."""
    labels = {}
    if action and isinstance(action.form, Form):
        labels = {field.key: field.label for field in action.form.fields if field.typed}
    typed = []
    for key, answer in (turn.answers or {}).items():
        if labels and key not in labels:
            continue
        said = Said(answer if isinstance(answer, str) else ", ".join(answer))
        if said:
            typed.append((labels.get(key) or key.replace("-", " ").capitalize(), said))
    return tuple(typed)


def incident(error: Exception, where: str) -> str:
    """Log a fault by a short code, its type and the lines it passed, never its message, and return the code."""
    code = secrets.token_hex(3)
    trail = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)))
    log.error("incident %s in %s: %s at %s", code, where, type(error).__name__, trail)
    return code
