"""The peer of the turn benches: the same turn, written the usual way (Bolt listeners, an ORM session for each request).

It verifies, deduplicates, finds the member, seals with a key of theirs, commits, and answers as we do.
Not here: the load. Run as `python -m tests.bench.usual_way DATABASE FOLDER API`; it prints its port.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import re
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import ForeignKey, delete, event, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.bench import acts

LOOKUP, COMMUNITY = os.urandom(32), AESGCM(AESGCM.generate_key(256))
COMMUNITY_ID = secrets.token_urlsafe(16)
QUESTIONS = (("words", "Two words for today:"), ("next", "One next right-sized thing:"))


class Base(DeclarativeBase):
    """The tables."""


class Member(Base):
    """Somebody, with their own key locked by the community's."""

    __tablename__ = "members"
    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(unique=True)
    role: Mapped[int]
    key: Mapped[bytes]
    profile: Mapped[bytes]


class Group(Base):
    """Where check-ins are shared."""

    __tablename__ = "groups"
    id: Mapped[str] = mapped_column(primary_key=True)
    settings: Mapped[bytes]


class CheckIn(Base):
    """A check-in, sealed with its author's key."""

    __tablename__ = "checkins"
    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id"))
    written_at: Mapped[datetime]
    body: Mapped[bytes]


class Company(Base):
    """Who stands with an author."""

    __tablename__ = "company"
    checkin_id: Mapped[str] = mapped_column(ForeignKey("checkins.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)


class Draft(Base):
    """Answers that are not saved yet."""

    __tablename__ = "drafts"
    account: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    answers: Mapped[bytes]


class Post(Base):
    """A message that stands in the channel."""

    __tablename__ = "posts"
    subject: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[bytes]


class Job(Base):
    """Work for a scheduler."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    subject: Mapped[str]
    owner: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    due_at: Mapped[datetime] = mapped_column(index=True)


class Turn(Base):
    """A request already answered, with the sealed answer."""

    __tablename__ = "turns"
    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    answered_at: Mapped[datetime]
    reply: Mapped[bytes]


def now() -> datetime:
    """The current time, as the columns keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


def ref(*parts: str) -> str:
    """The keyed reference of something."""
    return hmac.digest(LOOKUP, "\0".join(parts).encode(), "sha256").hex()


def seal(key: AESGCM, value: Any, cell: str) -> bytes:
    """Seal a JSON value to its cell."""
    nonce = os.urandom(12)
    return nonce + key.encrypt(nonce, json.dumps(value).encode(), cell.encode())


def unseal(key: AESGCM, sealed: bytes, cell: str) -> Any:
    """Open what `seal` returned."""
    return json.loads(key.decrypt(sealed[:12], sealed[12:], cell.encode()))


def key_of(member: Member) -> AESGCM:
    """A member's key, unlocked."""
    return AESGCM(COMMUNITY.decrypt(member.key[:12], member.key[12:], member.id.encode()))


async def found_member(session: AsyncSession, user: str) -> Member:
    """The member behind an account; on PostgreSQL their other requests wait for this one."""
    account = ref("account", acts.TEAM, user)
    statement = select(Member).where(Member.account == account).with_for_update(key_share=True)
    return (await session.execute(statement)).scalar_one()


async def before(session: AsyncSession, member: Member, turn: str) -> Any:
    """The answer given to this request before."""
    known = await session.get(Turn, turn)
    return unseal(key_of(member), known.reply, f"turns {turn}") if known else None


async def preview(session: AsyncSession, checkin: str, answers: dict[str, Any], member: Member) -> list[Any]:
    """What the group would see."""
    names = await session.scalars(
        select(Member).join(Company, Company.member_id == Member.id).where(Company.checkin_id == checkin)
    )
    others = [unseal(key_of(other), other.profile, f"members {other.id}")["handle"] for other in names]
    handle = unseal(key_of(member), member.profile, f"members {member.id}")["handle"]
    return shared(handle, answers, others)


async def record(session: AsyncSession, user: str, turn: str, answers: dict[str, Any]) -> dict[str, Any]:
    """Save a check-in and return the view that says so."""
    member = await found_member(session, user)
    if earlier := await before(session, member, turn):
        return dict(earlier)
    group = await session.scalar(select(Group).limit(1))
    track = unseal(COMMUNITY, group.settings, f"groups {group.id}")["track"] if group else "general"
    checkin = secrets.token_urlsafe(16)
    kept = {"template": "daily-brief", "track": track, "day": f"{now():%Y-%m-%d}", "answers": answers}
    body = seal(key_of(member), kept, f"checkins {checkin}")
    session.add(CheckIn(id=checkin, member_id=member.id, group_id=None, written_at=now(), body=body))
    steps = ("checkin.pages", "checkin.write:add")
    await session.execute(delete(Draft).where(Draft.account == member.account, Draft.step.in_(steps)))
    view = saved(await preview(session, checkin, answers, member), checkin)
    remember(session, member, turn, view)
    await session.commit()
    return view


async def promise(session: AsyncSession, user: str, turn: str, subject: str) -> dict[str, Any]:
    """Promise the group's copy in a minute and return the view that says so."""
    member = await found_member(session, user)
    if earlier := await before(session, member, turn):
        return dict(earlier)
    checkin = (await session.scalars(select(CheckIn).where(CheckIn.id == subject))).one()
    kept = unseal(key_of(member), checkin.body, f"checkins {subject}")
    group = (await session.scalars(select(Group).limit(1))).one()
    unseal(COMMUNITY, group.settings, f"groups {group.id}")
    await preview(session, subject, kept["answers"], member)
    until = now() + timedelta(seconds=60)
    if await session.get(Post, f"checkin~{subject}") is None:
        job = secrets.token_urlsafe(16)
        promised = Job(
            id=job, key=f"share~{subject}", name="checkin.post", subject=subject, owner=member.id, due_at=until
        )
        session.add(promised)
        checkin.group_id = group.id
    view = held(until, subject)
    remember(session, member, turn, view)
    await session.commit()
    return view


def remember(session: AsyncSession, member: Member, turn: str, view: dict[str, Any]) -> None:
    """Keep the answer, should the request be delivered again."""
    reply = seal(key_of(member), view, f"turns {turn}")
    session.add(Turn(id=turn, member_id=member.id, answered_at=now(), reply=reply))


def shared(handle: str, answers: dict[str, Any], others: Sequence[str]) -> list[Any]:
    """A check-in as rich text."""
    elements = [words("Check-in", bold=True), words(" from "), words(handle)]
    for key, label in QUESTIONS[:1]:
        elements += [words("\n"), words(label, bold=True), words(f" {', '.join(answers[key])}\n")]
    elements.append(words(QUESTIONS[1][1], bold=True))
    quoted = {"type": "rich_text_quote", "elements": [words(answers["next"])]}
    more = [{"type": "rich_text_section", "elements": [words(f"With {handle}: {', '.join(others)}")]}] if others else []
    return [{"type": "rich_text_section", "elements": elements}, quoted, *more]


def saved(shown: list[Any], checkin: str) -> dict[str, Any]:
    """Saved, with what can be done next."""
    lead = words("Saved. Only you can see it. Shared, the group would see exactly this:\n\n")
    first = {**shown[0], "elements": [lead, *shown[0]["elements"]]}
    buttons = [
        button("Share with the group", f"checkin.share:{checkin}:{COMMUNITY_ID}", style="primary"),
        button("Keep it to myself", f"checkin.keep:{checkin}:{COMMUNITY_ID}"),
        button("Edit", f"checkin.edit:{checkin}:{COMMUNITY_ID}"),
        button("Help now", f"care.help::{COMMUNITY_ID}"),
    ]
    return sheet([first, *shown[1:]], buttons)


def held(until: datetime, checkin: str) -> dict[str, Any]:
    """Promised, with what can still be done."""
    date = {
        "type": "date",
        "timestamp": int(until.replace(tzinfo=UTC).timestamp()),
        "format": "{date_short_pretty} at {time}",
        "fallback": f"{until:%Y-%m-%d %H:%M} UTC",
    }
    said = [
        words("It will be in the channel in a minute ("),
        date,
        words("). Until then you can undo it without a trace."),
    ]
    buttons = [
        button("Undo", f"checkin.undo:{checkin}:{COMMUNITY_ID}", style="primary"),
        button("Post now", f"checkin.now:{checkin}:{COMMUNITY_ID}"),
        button("Help now", f"care.help::{COMMUNITY_ID}"),
    ]
    return sheet([{"type": "rich_text_section", "elements": said}], buttons)


def sheet(parts: list[Any], buttons: list[Any]) -> dict[str, Any]:
    """A modal that asks nothing."""
    blocks = [{"type": "rich_text", "elements": parts}, {"type": "actions", "elements": buttons}]
    head = {"type": "modal", "title": plain("Handrail"), "close": plain("Close"), "private_metadata": "{}"}
    return {**head, "blocks": blocks}


def plain(text: str) -> dict[str, Any]:
    """A plain text object."""
    return {"type": "plain_text", "text": text, "emoji": False}


def words(text: str, *, bold: bool = False) -> dict[str, Any]:
    """A run of words."""
    return {"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}


def button(label: str, action: str, **more: str) -> dict[str, Any]:
    """A button."""
    return {"type": "button", "action_id": action, "text": plain(label), **more}


def answers_in(view: dict[str, Any]) -> dict[str, Any]:
    """What a form holds."""
    found: dict[str, Any] = {}
    for block in view["state"]["values"].values():
        for key, state in block.items():
            if several := state.get("selected_options"):
                found[key] = [one["value"] for one in several]
            elif one := state.get("selected_option"):
                found[key] = one["value"]
            elif state.get("value"):
                found[key] = state["value"]
    return found


def listeners(app: AsyncApp, sessions: async_sessionmaker[AsyncSession]) -> None:
    """Tell Bolt what to do with a form and with a press."""

    @app.view("checkin.write")
    async def submitted(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        nonce = json.loads(view["private_metadata"])["nonce"]
        answers = answers_in(view)
        turn = ref("turn", nonce, json.dumps(answers, sort_keys=True))
        async with sessions() as session:
            answer = await record(session, body["user"]["id"], turn, answers)
        await ack(response_action="update", view=answer)

    @app.action(re.compile(r"^checkin\.share:"))
    async def pressed(ack: Any, body: dict[str, Any], client: AsyncWebClient, action: dict[str, Any]) -> None:
        await ack()
        subject = action["action_id"].split(":")[1]
        async with sessions() as session:
            answer = await promise(session, body["user"]["id"], ref("turn", body["trigger_id"]), subject)
        await client.views_update(view_id=body["view"]["id"], view=answer)


def engine_for(url: str) -> AsyncEngine:
    """The engine, as durable as ours."""
    if not url.startswith("sqlite"):
        return create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:", 1), pool_size=16)
    engine = create_async_engine(url.replace("sqlite:", "sqlite+aiosqlite:", 1), connect_args={"timeout": 30})

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


async def seed(sessions: async_sessionmaker[AsyncSession]) -> None:
    """The same people as ours has."""
    async with sessions() as session:
        place = {"place": ["slack", acts.TEAM, acts.CHANNEL, ""], "track": "general", "country": "PT"}
        group = secrets.token_urlsafe(16)
        session.add(Group(id=group, settings=seal(COMMUNITY, place, f"groups {group}")))
        for number in range(acts.MEMBERS):
            member, secret, nonce = secrets.token_urlsafe(16), os.urandom(32), os.urandom(12)
            told = {"handle": acts.handle(number), "country": "PT", "zone": "Europe/Lisbon"}
            session.add(
                Member(
                    id=member,
                    account=ref("account", acts.TEAM, acts.user(number)),
                    role=1,
                    key=nonce + COMMUNITY.encrypt(nonce, secret, member.encode()),
                    profile=seal(AESGCM(secret), told, f"members {member}"),
                )
            )
        await session.commit()


async def serve(database: str, api: str, *, tuned: bool) -> None:
    """Serve until the input ends. `tuned` switches Bolt's waiting for `ack` off."""
    engine = engine_for(database)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    await seed(sessions)
    client = AsyncWebClient("xoxb-made-up", base_url=api)
    app = AsyncApp(client=client, signing_secret=acts.SECRET, process_before_response=tuned)
    listeners(app, sessions)
    runner = web.AppRunner(app.web_app(acts.PATH), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[3], tuned="tuned" in sys.argv))
