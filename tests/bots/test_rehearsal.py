"""From an empty folder to a shared check-in, by doing word by word what the set-up pages say.

Only tokens, the one-time code and the platform's address are put in: everything else is read from the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bots.programs import ROOT, Program, started
from tests.bots.rehearsal import Block, Folder, blocks, typed
from tests.bots.workspace import Platform, Workspace, workspace

INSTALL = ["make setup", "source .venv/bin/activate"]
"""What the environment of the tests did already: `handrail` is installed, and found."""
CODE = r"[0-9a-f]{4}(?:-[0-9a-f]{4}){3}"
MOST_COMMANDS, MOST_SETTINGS = 8, 2


def commands(page: str) -> list[str]:
    return [typed(line) for block in blocks(page) if block.kind == "console" for line in block.lines]


@pytest.mark.parametrize("page", ["docs/set-up-discord.md", "docs/set-up-slack.md"])
def test_there_is_little_to_do_and_the_readme_says_the_same(page: str) -> None:
    there = commands(page)
    assert there[:2] == INSTALL and len(there) <= MOST_COMMANDS, there
    assert sum(len(block.lines) for block in blocks(page) if block.kind == "ini") <= MOST_SETTINGS
    in_short = commands("README.md")
    assert [line for line in in_short if line in there] == [line for line in there if line in in_short]
    assert {"handrail init", "handrail claim", "handrail run"} <= set(in_short) & set(there)


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["discord", "slack"])
def test_a_volunteer_who_does_what_the_page_says_has_a_group_that_people_can_join(
    platform: Platform, tmp_path: Path
) -> None:
    page = f"docs/set-up-{platform}.md"
    text = (ROOT / page).read_text("utf-8")
    with workspace(tmp_path, platform) as world:
        (tmp_path / "handrail").mkdir()
        folder = Folder(tmp_path / "handrail", world.address)
        assert list(folder.path.iterdir()) == []
        printed = ""
        for block in blocks(page):
            for line in followed(block, folder, world):
                printed += follow(line, folder, world)
        code = re.search(CODE, printed)
        assert code is not None, printed
        with started(["handrail", "run"], folder.path, folder.shell) as process:
            program = Program(process)
            assert f"it says: ready: {platform}" in text
            program.says(f"ready: {platform}")
            lives(platform, world, code[0])
            assert program.stop() == 0
    assert not any("Traceback" in line or "incident" in line or code[0] in line for line in program.lines)


def followed(block: Block, folder: Folder, world: Workspace) -> Iterator[str]:
    """Do what a block asks for, but its commands, which are yielded."""
    if block.kind == "ini":
        folder.put_in(f"{name}={world.tokens[name]}" for name in (line.partition("=")[0] for line in block.lines))
    elif block.kind == "text":
        limits = folder.path / "data" / "limits.txt"
        assert limits.exists(), "the page says that it is there to be opened"
        limits.write_text("\n".join(block.lines), "utf-8")
    else:
        yield from (typed(line) for line in block.lines if typed(line) not in (*INSTALL, "handrail run"))


def follow(line: str, folder: Folder, world: Workspace) -> str:
    """Type a command, and do by hand what the page says beneath it; return what it printed."""
    asks = line.startswith("handrail lines verify")
    printed = folder.run(line, "y\n" * 20 if asks else "")
    if asks:
        assert "Its emergency and crisis lines count for" in printed
    if line == "handrail invite":
        world.does(f"mo invite {printed.strip()}", "Authorised")
    if line.startswith("handrail manifest slack"):
        world.does(f"mo manifest {folder.path / line.rpartition('> ')[2]}", "Created")
    return printed


def lives(platform: Platform, world: Workspace, code: str) -> None:
    """`/group setup` with the code; then somebody joins, and what they share appears in the channel."""
    channel = "evening" if platform == "discord" else "general"
    world.does("mo /group setup", "One-time code")
    seen = world.does(
        f'mo submit "One-time code={code}" "The channel for check-ins={channel}" "The group\'s main country=Ireland" '
        '"What the group is for=Any group of people with a similar road"',
        "Set up.",
    )
    assert "Nobody can join" not in seen
    close(platform, world, "mo")
    world.does("mo screen", "A quiet place to check in")
    world.does('ann press "Check in"', "Join")
    world.does("ann press Join", "somebody's life is in danger or a child is being harmed")
    world.does("ann press Join", "Are you 18 or older?")
    answers = '"Are you 18 or older?=Yes, I am 18 or older" "A name the group may see=Ann" "Your country=Ireland"'
    world.does(f'ann submit {answers} "A city near you=Dublin"', "What time is it where you are?")
    menu = "menu " if platform == "slack" else ""
    world.does(f"ann choose {menu}Dublin", "Does anyone else read this phone or account?")
    world.does('ann press "No, only I do"', "May I write to you privately?")
    answers = '"What are your check-ins about?=Not sure, or something else"'
    world.does(f'ann submit {answers} "May I write to you privately?=No, I come by myself"', "Welcome, Ann")
    world.does('ann press "Check in"', "How heavy is today?")
    world.does('ann submit "One next right-sized thing=Call my sister"', "Share with the group")
    world.does('ann press "Share with the group"', "Post now")
    world.does('ann press "Post now"', "")
    close(platform, world, "ann")
    seen = world.does("ben screen", "Call my sister")
    assert "Ann" in seen and "With you" in seen


def close(platform: Platform, world: Workspace, who: str) -> None:
    """On Slack answers stand in a dialog, which is closed again."""
    if platform == "slack":
        world.does(f"{who} close", "")
