"""The `handrail` command. Every import that costs time happens inside the command that needs it.

Not here: what the commands do.
"""

from __future__ import annotations

import gc
import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: the framed one takes half a second to import
    help="Handrail: check-ins and peer support for groups on Discord and Slack.",
)
keys = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The key file that opens everything sealed.")
app.add_typer(keys, name="keys")
help_lines = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The numbers that help-now shows.")
app.add_typer(help_lines, name="lines")
jobs = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Work that was given up.")
app.add_typer(jobs, name="jobs")


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The port on this machine.")] = 8420,
    folder: Annotated[Path | None, typer.Option(help="Keep everything here instead of in a fresh folder.")] = None,
    checkins: Annotated[Path | None, typer.Option(help="A folder with check-in templates of your own.")] = None,
) -> None:
    """The local page: three people, one clock, no tokens. Nothing leaves this machine."""
    from bots.playground import main as play

    play(port, folder, checkins)


@app.command()
def story() -> None:
    """One day of a small group, played through the real core and printed."""
    from bots.story import main as tell

    tell()


@app.command()
def init() -> None:
    """What a new Handrail needs: settings, a key file, a database. What is there already is left as it is."""
    from bots.begin import begin
    from bots.running import settings_for

    for line in begin(settings_for()):
        typer.echo(line)


@app.command()
def run() -> None:
    """Discord, Slack or both (whichever has tokens) with the job loop, in one process."""
    _leave_when_asked()
    from bots.running import settings_for

    settings = settings_for(["worker"])
    _serve(sorted(settings.platforms), quiet=True)


@app.command()
def discord() -> None:
    """Discord alone, beside other parts on the same PostgreSQL."""
    _serve(["discord"], quiet=False)


@app.command()
def slack() -> None:
    """Slack alone, beside other parts on the same PostgreSQL."""
    _serve(["slack"], quiet=False)


@app.command()
def worker() -> None:
    """The job loop alone, for work that shows nothing; as many as you like."""
    _leave_when_asked()
    from bots.logs import keep_logs
    from bots.running import checked, settings_for
    from bots.worker import main as work

    settings = settings_for(["apart"])
    keep_logs(settings.log_level, settings.log_format)
    work(settings, checked(settings))


@app.command()
def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Ask neither Discord nor Slack.")] = False,
    subpoena: Annotated[bool, typer.Option("--subpoena", help="Print what the host could hand over, instead.")] = False,
    values: Annotated[bool, typer.Option("--values", help="With --subpoena: the stored values too.")] = False,
) -> None:
    """Look everything over and say what to do; 1 when something keeps the programs from starting."""
    from bots.doctor import main as look
    from bots.doctor import subpoena as hand_over

    if values and not subpoena:
        raise typer.BadParameter("--values goes with --subpoena")
    if subpoena:
        hand_over(values=values)
        return
    raise typer.Exit(look(offline=offline))


@app.command()
def healthy() -> None:
    """Ask the program that runs here whether all is well; 0 when it is. For containers and service managers."""
    from bots.healthy import main as ask

    raise SystemExit(ask())


@app.command()
def claim() -> None:
    """Make a one-time code: whoever types it into /group setup looks after that group."""
    import asyncio

    from bots.assemble import assembled
    from bots.running import checked, settings_for

    places = checked(settings_for())

    async def make() -> str:
        async with assembled(places) as handrail:
            return await handrail.issue_claim()

    code = asyncio.run(make())
    typer.echo(f"{code}\n\nIt works once, within a day. In the server or workspace: /group setup")
    typer.echo("Where a group is already, whoever uses it looks after the group too.")


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    from adapters.database.migrations import migrate as bring_up
    from bots.running import answering, settings_for

    settings = settings_for()
    with answering():
        bring_up(settings.database)
    typer.echo("The tables are up to date.")
    if settings.database.startswith("postgresql"):
        typer.echo("If the programs use another database user than this one, let it in once:")
        typer.echo("  GRANT handrail_app TO that_user; GRANT SELECT ON alembic_version TO that_user;")


@app.command()
def backup(
    to: Annotated[
        str | None, typer.Argument(metavar="FILE|FOLDER", help="Where to; HANDRAIL_BACKUPS where it is set.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, metavar="DAYS", help="Let backups of ours in the folder go after so many days.")
    ] = None,
) -> None:
    """A sealed copy of everything but the key file, made while the bot runs."""
    from bots.backup import back_up
    from bots.running import settings_for

    for line in back_up(settings_for(), to, keep):
        typer.echo(line)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    without_ledger: Annotated[
        bool, typer.Option("--without-ledger", help="Go on although there is no erasure ledger to replay.")
    ] = False,
) -> None:
    """Bring a backup back into an empty database. Whoever deleted everything stays deleted."""
    from bots.backup import bring_back
    from bots.running import settings_for

    for line in bring_back(settings_for(), file, without_ledger=without_ledger):
        typer.echo(line)


@app.command()
def manifest(platform: Annotated[str, typer.Argument(help="slack or discord")]) -> None:
    """What to paste into Slack's app settings, or Discord's commands and the invite's permissions, as JSON."""
    from bots.manifest import MANIFESTS

    if platform not in MANIFESTS:
        raise typer.BadParameter("slack or discord")
    typer.echo(MANIFESTS[platform]())


@app.command()
def invite() -> None:
    """The address that adds the bot to a Discord server; open it in a browser."""
    import asyncio

    from bots.invite import invite as find
    from bots.running import settings_for

    typer.echo(asyncio.run(find(settings_for(["discord"]))))


@keys.command("init")
def keys_init() -> None:
    """Make a key file. Keep a copy apart from the database: without it nothing can be read again."""
    from adapters.vault import create_key_file
    from bots.running import settings_for

    path = settings_for().key
    create_key_file(path)
    typer.echo(f"Made {path}. Keep a copy somewhere safe, apart from backups of the database.")


@keys.command("rotate")
def keys_rotate() -> None:
    """Add a new key and lock every community's keys with it. Nothing needs to stop."""
    from bots.rotation import rotate
    from bots.running import checked, settings_for

    typer.echo(rotate(checked(settings_for())))


@keys.command("drop")
def keys_drop(number: Annotated[int, typer.Argument(help="The number of the key, as `keys rotate` named it.")]) -> None:
    """Take an old key out of the key file, once nothing is locked with it any more."""
    from bots.rotation import drop
    from bots.running import checked, settings_for

    typer.echo(drop(checked(settings_for()), number))


@help_lines.command("list")
def lines_list(
    country: Annotated[str | None, typer.Argument(metavar="CODE", help="Two letters, such as IE.")] = None,
) -> None:
    """Every line of a country, or of all: where it was found, and when it was verified."""
    from bots.lines import shown
    from bots.running import settings_for

    for line in shown(settings_for(), country):
        typer.echo(line)


@help_lines.command("verify")
def lines_verify(
    country: Annotated[str, typer.Argument(metavar="CODE", help="Two letters, such as IE.")],
    on: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day you looked; today without it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="All of them were called or looked up.")] = False,
) -> None:
    """Go through a country's lines and note which you called or looked up."""
    from bots.lines import verify
    from bots.running import settings_for

    for line in verify(settings_for(["new_helplines"]), country, typer.confirm, on=on, everything=yes):
        typer.echo(line)


@jobs.command("dead")
def jobs_dead(
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Only this kind of work.")] = None,
) -> None:
    """What was given up, and why; without anybody's words or names."""
    from bots.dead import shown
    from bots.running import checked, settings_for

    settings = settings_for()
    checked(settings)
    for line in shown(settings, name):
        typer.echo(line)


@jobs.command("replay")
def jobs_replay(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="As `handrail jobs dead` lists them.")] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="All of this kind of work.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that was given up.")] = False,
) -> None:
    """Try again what was given up, once what was wrong is mended. What is too late stays unsaid."""
    from bots.dead import replay
    from bots.running import checked, settings_for

    settings = settings_for()
    for line in replay(settings, checked(settings), ids or (), name, everything=everything):
        typer.echo(line)


def _serve(platforms: list[Literal["discord", "slack"]], *, quiet: bool) -> None:
    _leave_when_asked()
    import asyncio

    from bots.logs import keep_logs
    from bots.running import checked, serve, settings_for

    settings = settings_for([*platforms] if quiet else [*platforms, "apart"])
    keep_logs(settings.log_level, settings.log_format)
    asyncio.run(serve(settings, checked(settings), platforms, quiet=quiet))


def _leave_when_asked() -> None:
    """Until something has begun, being asked to stop ends the process at once and in order."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: sys.exit(0))


def main() -> None:
    """Run the command; what an operator can mend is said in a few lines, never as a traceback."""
    if sys.argv[1:] == ["healthy"]:
        healthy()  # asked twice a minute: without what reading a command line costs
    gc.disable()  # while libraries load there is nothing to collect; `assembled` enables it
    try:
        app()
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        heading = getattr(error, "heading", "Handrail cannot start yet:")
        sys.stderr.write(f"{heading}\n" + "".join(f"- {line}\n" for line in told))
        raise SystemExit(2) from None


def _told(error: Exception) -> list[str] | None:
    """What to say to an operator; None for a fault of ours."""
    from adapters.vault import KeyProblem
    from bots.running import CannotStart
    from config.content import ContentError

    match error:
        case CannotStart(problems=problems):
            return problems
        case ContentError(problems=problems):
            return [str(problem) for problem in problems]
        case KeyProblem():
            return [str(error)]
        case OSError():
            return [f"{error.filename or 'A file or port'}: {error.strerror or type(error).__name__}."]
        case _:
            return None


if __name__ == "__main__":
    main()
