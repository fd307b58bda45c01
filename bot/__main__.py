"""The command line: what can be called and with which options.

What happens is in bot.app, what is printed in bot.terminal.

Exit status: 0 it worked, 1 it failed, 2 wrong usage. An error is one line, in words, on stderr. Modules that are slow
to load are imported by the command that needs them, so that --help answers at once.
"""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import threading
from datetime import date as Day  # noqa: N812  the option is called date
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from bot.actor_program import actors
from bot.opening import FAILED, INTERRUPTED, WRONG_USAGE, Json, WrongUsage, opened
from digest.errors import WortlautError

if TYPE_CHECKING:
    from bot.app import App

program = typer.Typer(
    name="wortlaut",
    help="News digests that show who said what. Without a chat token the terminal is the chat: wortlaut run",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
sources = typer.Typer(help="The outlets and feeds that are read.", rich_markup_mode=None)
program.add_typer(sources, name="sources")
program.add_typer(actors, name="actors")

Language = Annotated[str | None, typer.Option("--language", help="de or en; default: defaults.language.")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"wortlaut {version('wortlaut')}")
        raise typer.Exit


@program.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option("--config", help="Settings file; default: wortlaut.toml of this folder, if there.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """News digests that show who said what. Without a chat token the terminal is the chat: wortlaut run."""
    del version
    context.obj = config
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(WRONG_USAGE)


@program.command()
def run(
    context: typer.Context,
    roles: Annotated[
        str | None, typer.Option(help="Comma-separated: chat,schedule,ingest,analyse,deliver; default: all.")
    ] = None,
) -> None:
    """Run the bot; without a chat token the terminal is the chat."""
    # From the first moment on: a process manager may change its mind while the program is still loading.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with opened(context) as app:
        raise typer.Exit(app.run(_roles(roles)))


def _roles(text: str | None) -> frozenset[str]:
    from bot.app import ROLES

    chosen = frozenset(word.strip() for word in text.split(",")) if text else ROLES
    if unknown := chosen - ROLES:
        raise typer.BadParameter(f"no role {min(unknown)!r}; there are: {', '.join(sorted(ROLES))}")
    return chosen


@program.command()
def ingest(
    context: typer.Context,
    targets: Annotated[
        Optional[list[str]],  # noqa: UP045  typer reads the annotation at run time
        typer.Argument(
            metavar="[TARGET]...",
            help="Feeds, pages, txt or html files, archives (jsonl, warc, also packed), folders; none: all feeds.",
        ),
    ] = None,
    sources_file: Annotated[Path | None, typer.Option("--sources", help="File that lists outlets and feeds.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on; feeds are fetched again when they are due.")] = False,
    no_analysis: Annotated[bool, typer.Option("--no-analysis", help="Store articles without analysing them.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Read archives once more that were read to their end.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read feeds, pages, files, archives and folders into the store."""
    from bot.caring import stepping_aside
    from bot.ingest_report import show_ingest

    with opened(context) as app:
        events = app.ingest(tuple(targets or ()), sources_file, watch=watch, analysis=not no_analysis, anew=again)
        well = show_ingest(stepping_aside(events, app.outbox, app.clock), as_json=as_json)
        raise typer.Exit(0 if well else FAILED)


@program.command()
def analyze(
    context: typer.Context,
    files: Annotated[Optional[list[Path]], typer.Argument(metavar="[FILE]...", help="One article each.")] = None,  # noqa: UP045
    as_json: Json = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON lines in on stdin, JSON lines out on stdout.")] = False,
) -> None:
    """Show who said what in articles; nothing is stored."""
    from bot import terminal

    if jsonl == bool(files):
        raise WrongUsage("Name files to analyse, or give --jsonl and write JSON lines to standard input.")
    with opened(context) as app:
        if jsonl:
            terminal.write_lines(app.analyze_lines(sys.stdin.buffer))
        else:
            raise typer.Exit(
                0
                if terminal.show_analyses(
                    app.analyze_files(files or []), app.settings.defaults.language, as_json=as_json
                )
                else FAILED
            )


@program.command()
def digest(
    context: typer.Context,
    date: Annotated[str | None, typer.Option(help="The day, YYYY-MM-DD; default: today.")] = None,
    channel: Annotated[str | None, typer.Option(help="As this channel would get it now (id or PLATFORM:CHAT).")] = None,
    language: Language = None,
    since: Annotated[str | None, typer.Option(help="First moment, ISO; default: a day before --until.")] = None,
    until: Annotated[str | None, typer.Option(help="End, ISO; default: now, or the end of --date.")] = None,
    as_json: Json = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each story and statement stands there.")] = False,
) -> None:
    """Compile a digest and print it; nothing is sent."""
    from bot import terminal
    from bot.asked import Asked

    with opened(context) as app:
        asked = Asked(_day(date), _language(language), _moment(since, app), _moment(until, app), channel, explain)
        if asked.since and asked.until and asked.since >= asked.until:
            raise typer.BadParameter(f"--since {since} is not before --until {until}")
        terminal.show_edition(app.asked_digest(asked), as_json=as_json)


@program.command()
def ask(
    context: typer.Context,
    command: Annotated[str, typer.Argument(help='A command as typed in a chat, such as "/actor Putin".')],
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Answer one command from the store."""
    from bot import terminal

    with opened(context) as app:
        # Under a locale without UTF-8 the argument was decoded in another way than it was typed.
        typed = os.fsencode(command).decode("utf-8", "replace")
        terminal.show_answer(*app.ask(typed, _language(language)), as_json=as_json)


@program.command()
def export(
    context: typer.Context,
    what: Annotated[
        str, typer.Option(help="Comma-separated: articles,entries,statements,stories,actors,slots,deliveries.")
    ] = "articles,statements,stories,actors",
) -> None:
    """Write what is stored as JSON lines."""
    from bot import terminal
    from digest.export import EVERY_KIND

    kinds = tuple(word.strip() for word in what.split(","))
    if unknown := [kind for kind in kinds if kind not in EVERY_KIND]:
        raise typer.BadParameter(f"nothing called {unknown[0]!r} can be exported; there are: {', '.join(EVERY_KIND)}")
    with opened(context) as app:
        terminal.write_lines(app.export(kinds))


@program.command()
def doctor(
    context: typer.Context,
    sources_too: Annotated[bool, typer.Option("--sources", help="Fetch every feed once.")] = False,
) -> None:
    """Check settings, versions, database and data."""
    from bot import terminal

    with opened(context) as app:
        raise typer.Exit(0 if terminal.show_checks(app.doctor(sources_too=sources_too)) else FAILED)


@program.command("eval")
def evaluate(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(envvar="SHARED_DATA", help="Folder of the development data; none: the samples alone."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="File of the floors; default: tests/eval/baseline.json.")
    ] = None,
    errors: Annotated[int, typer.Option(min=0, help="List so many of the faults.")] = 0,
    html: Annotated[Path | None, typer.Option(help="Write the faults as a page with coloured spans.")] = None,
    only: Annotated[str | None, typer.Option(help="Comma-separated corpora, such as samples,gnqa-dev.")] = None,
    raise_floors: Annotated[
        bool, typer.Option("--raise", help="Write floors a little below what is measured; none is lowered.")
    ] = False,
    lower: Annotated[
        bool, typer.Option("--lower", help="With --raise: floors may be lowered, and data change.")
    ] = False,
) -> None:
    """Measure the analysis on annotated articles; status 1 where a figure is below its floor."""
    from bot.evaluating import EvalOptions, evaluate

    chosen = tuple(word.strip() for word in only.split(",")) if only else ()
    options = EvalOptions(data, baseline, errors, html, chosen, raise_floors, lower)
    with opened(context) as app:
        raise typer.Exit(0 if evaluate(app.analyser, options) else FAILED)


@program.command()
def train(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="Folder of the corpora.")] = Path("../shared/data"),
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("weights"),
    scratch: Annotated[Path, typer.Option(help="Where checkpoints are kept.")] = Path(".cache/training"),
) -> None:
    """Train the tagger anew from annotated corpora (an hour or more; needs requirements/train.txt)."""
    from bot.train import train_tagger

    with opened(context):
        train_tagger(data, out, scratch)
    typer.echo(f"weights written to {out}")


@program.command()
def migrate(context: typer.Context) -> None:
    """Bring the database to this version of the program; a copy is kept."""
    with opened(context) as app:
        typer.echo(app.migrate())


@program.command()
def backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="Where the copy goes.")]) -> None:
    """Copy the database while it is in use, and check the copy."""
    with opened(context) as app:
        typer.echo(app.backup(file))


@program.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A copy made by backup.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a database that holds articles.")] = False,
) -> None:
    """Put a copy in the place of the database; the old one is kept beside it."""
    with opened(context) as app:
        typer.echo(app.restore(file, force=force))


@program.command()
def tidy(context: typer.Context) -> None:
    """Let texts expire whose retention is over, and give back room; a running bot does it by the hour."""
    with opened(context) as app:
        typer.echo(app.tidy())


@program.command()
def subscribe(
    context: typer.Context,
    channel: Annotated[str, typer.Argument(metavar="PLATFORM:CHAT[:THREAD]", help="Such as telegram:-100123:7.")],
    at: Annotated[str | None, typer.Option("--time", help="Wall times, 09:00 or 09:00,18:00.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Such as Europe/Berlin.")] = None,
    weekdays: Annotated[str | None, typer.Option(help="Such as mon-fri or mon,wed.")] = None,
    language: Language = None,
) -> None:
    """Subscribe a chat, or change its subscription; what is not given stays or takes the defaults."""
    with opened(context) as app:
        wanted = {"time": at, "timezone": timezone, "weekdays": weekdays, "language": language}
        typer.echo(app.subscribe(channel, {name: value for name, value in wanted.items() if value is not None}))


@program.command()
def unsubscribe(
    context: typer.Context,
    channel: Annotated[str, typer.Argument(metavar="PLATFORM:CHAT[:THREAD]", help="As in `wortlaut channels`.")],
) -> None:
    """End the subscription of a chat; its settings are kept."""
    with opened(context) as app:
        typer.echo(app.unsubscribe(channel))


@program.command()
def channels(context: typer.Context, as_json: Json = False) -> None:
    """List the chats that are known, with their settings and next digest."""
    from bot import terminal

    with opened(context) as app:
        terminal.show_channels(app.outbox.channels(), as_json=as_json)


@sources.callback(invoke_without_command=True)
def sources_help(context: typer.Context) -> None:
    """The outlets and feeds that are read."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(WRONG_USAGE)


@sources.command("list")
def sources_list(context: typer.Context, as_json: Json = False) -> None:
    """List outlets and feeds with what is known of their last fetch."""
    from bot import terminal

    with opened(context) as app:
        terminal.show_feeds(app.sources.reports(), as_json=as_json)


@sources.command("check")
def sources_check(
    context: typer.Context,
    save: Annotated[bool, typer.Option("--save", help="Note today as checked_on of those that work.")] = False,
) -> None:
    """Fetch every feed once and say what came; nothing is stored."""
    from bot import terminal

    with opened(context) as app:
        raise typer.Exit(0 if terminal.show_checks(app.sources.check(save=save)) else FAILED)


@sources.command("add")
def sources_add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of the feed, or of a site that has one.")],
    name: Annotated[str | None, typer.Option(help="Name of the outlet; default: what the feed says.")] = None,
    section: Annotated[str, typer.Option(help="The part of the outlet it covers.")] = "",
    pick: Annotated[int | None, typer.Option(help="Which one, where the site has several feeds.")] = None,
) -> None:
    """Look at an address and, if there is a feed that can be read, add it to the sources file."""
    from bot import terminal
    from bot.feedlist import SeveralFeeds

    with opened(context) as app:
        try:
            typer.echo(app.sources.add(url, name, section))
        except SeveralFeeds as several:
            if pick is None:
                terminal.show_offers(several.offers)
            if pick is None and sys.stdin.isatty():
                pick = typer.prompt("Which one?", type=int)
            if pick is None:
                raise WortlautError(f"{several} Give its number: --pick 1") from several
            if not 1 <= pick <= len(several.offers):
                raise typer.BadParameter(f"there are {len(several.offers)} feeds, no number {pick}") from several
            typer.echo(app.sources.add(several.offers[pick - 1].url, name, section))


@sources.command("remove")
def sources_remove(context: typer.Context, url: Annotated[str, typer.Argument(help="Address of the feed.")]) -> None:
    """Take a feed out of the sources file, or one that channels added from all of them."""
    with opened(context) as app:
        typer.echo(app.sources.remove(url))


@sources.command("import")
def sources_import(
    context: typer.Context, opml: Annotated[Path, typer.Argument(help="A list of feeds in OPML.")]
) -> None:
    """Add the feeds of a list (OPML) to the sources file."""
    from bot import terminal

    with opened(context) as app:
        terminal.show_import(app.sources.import_opml(opml), app.sources.file)


@sources.command("export")
def sources_export(context: typer.Context, opml: Annotated[Path, typer.Argument(help="Where the list goes.")]) -> None:
    """Write all feeds that are read as a list (OPML)."""
    with opened(context) as app:
        typer.echo(app.sources.export_opml(opml))


def _language(code: str | None) -> str | None:
    from digest.phrases import languages

    if code is not None and code not in languages():
        raise typer.BadParameter(f"no language {code!r}; there are: {', '.join(languages())}")
    return code


def _day(text: str | None) -> Day | None:
    if text is None:
        return None
    try:
        return Day.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day such as 2025-05-09") from error


def _moment(text: str | None, app: App) -> datetime | None:
    if text is None:
        return None
    try:
        return app.moment(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no time such as 2025-05-09T09:00") from error


def main() -> None:
    """Run the command line and exit with its status."""
    _speak_utf8()
    sys.excepthook = _in_the_log
    threading.excepthook = lambda broken: _in_the_log(broken.exc_type, broken.exc_value, broken.exc_traceback)
    sys.exit(_status(sys.argv[1:]))


def _in_the_log(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody foresaw goes where secrets are masked: a traceback may hold an address with a token."""
    if error is not None and not isinstance(error, SystemExit):
        if not logging.getLogger().handlers:  # before the settings were read: tokens are known by their shape
            from bot.logs import configure_logging

            configure_logging("info", "text")
        logging.getLogger("bot").critical("broke off, by a fault of the program", exc_info=(kind, error, trace))


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale says: articles hold any character, and JSON lines are UTF-8."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _status(arguments: list[str]) -> int:
    command = typer.main.get_command(program)
    try:
        result = command.main(arguments, prog_name="wortlaut", standalone_mode=False)
    except typer.TyperException as error:
        return _complain(error.format_message(), int(getattr(error, "exit_code", FAILED)))
    except WrongUsage as error:
        return _complain(str(error), WRONG_USAGE)
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = None  # the reader went away; nothing is left to flush
        return FAILED
    except WortlautError as error:
        return _complain(str(error), FAILED)
    return result if isinstance(result, int) else 0


def _complain(sentence: str, status: int) -> int:
    typer.echo(f"wortlaut: {' '.join(sentence.split())}", err=True)
    return status


if __name__ == "__main__":
    main()
