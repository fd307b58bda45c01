"""The commands `wortlaut actors …`: what can be called, and with which options."""

from __future__ import annotations

import getpass
from itertools import islice
from typing import Annotated, Optional

import typer

from bot.opening import WRONG_USAGE, Json, WrongUsage, opened

actors = typer.Typer(help="Who is who: look up, merge, split, undo.", rich_markup_mode=None)

Why = Annotated[str, typer.Option("--why", help="The reason, for the log.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A name that one actor bears, or an id.")]


@actors.callback(invoke_without_command=True)
def actors_help(context: typer.Context) -> None:
    """Who is who: look up, merge, split, undo."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(WRONG_USAGE)


@actors.command("list")
def actors_list(
    context: typer.Context,
    word: Annotated[str, typer.Argument(metavar="[WORD]", help="Part of a name; none: all.")] = "",
    kind: Annotated[str, typer.Option(help="person, organisation, country, place or group.")] = "",
    most: Annotated[int, typer.Option(min=1, help="How many at most.")] = 1000,
    as_json: Json = False,
) -> None:
    """List actors with id, roles and other names."""
    from bot.actor_report import row_json, row_text
    from bot.terminal import write_json

    with opened(context) as app:
        for row in islice(app.actors.rows(word, kind), most):
            if as_json:
                write_json(row_json(row))
            else:
                typer.echo(row_text(row))


@actors.command("show")
def actors_show(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Show an actor: names, roles, articles, namesakes, and what was decided about it."""
    from bot.actor_report import sheet_json, sheet_text
    from bot.terminal import write_json

    with opened(context) as app:
        sheet = app.actors.sheet(name)
        if as_json:
            write_json(sheet_json(sheet))
        else:
            typer.echo(sheet_text(sheet))


@actors.command("merge")
def actors_merge(
    context: typer.Context,
    name: Name,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The actor that it is another name of.")],
    why: Why = "",
) -> None:
    """Make two actors one; what both said is the second one's from now on."""
    with opened(context) as app:
        typer.echo(app.actors.merge(name, into, _operator(), why))


@actors.command("split")
def actors_split(
    context: typer.Context,
    name: Name,
    articles: Annotated[
        Optional[list[str]],  # noqa: UP045  typer reads the annotation at run time
        typer.Option("--article", help="An article, by id or address, that means somebody else; may be repeated."),
    ] = None,
    outlet: Annotated[str, typer.Option(help="All articles of this outlet mean somebody else.")] = "",
    role: Annotated[str, typer.Option(help="All articles that give this role mean somebody else.")] = "",
    new_name: Annotated[str, typer.Option("--name", help="What the other one is called; default: the same.")] = "",
    why: Why = "",
) -> None:
    """Make one actor two: in some of its articles it is somebody else of that name."""
    from bot.actors import Part

    if sum(map(bool, (articles, outlet, role))) != 1:
        raise WrongUsage("Say what is somebody else's: --article ID, --outlet NAME or --role WORD, one of them.")
    with opened(context) as app:
        part = Part(tuple(articles or ()), outlet, role)
        typer.echo(app.actors.split(name, part, new_name, _operator(), why))


@actors.command("undo")
def actors_undo(
    context: typer.Context, number: Annotated[int, typer.Argument(help="Of the decision, as the log shows it.")]
) -> None:
    """Take a decision back; everything that followed from it is undone."""
    with opened(context) as app:
        typer.echo(app.actors.undo(number, _operator()))


@actors.command("alias")
def actors_alias(
    context: typer.Context,
    name: Name,
    surface: Annotated[str, typer.Argument(metavar="ALIAS", help="A name that nobody has used in an article.")],
    why: Why = "",
) -> None:
    """Let an actor be found by one more name."""
    with opened(context) as app:
        typer.echo(app.actors.name(name, surface, _operator(), why))


@actors.command("log")
def actors_log(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Of an actor; none: all decisions.")] = "",
    as_json: Json = False,
) -> None:
    """List what was decided about who is who, latest first."""
    from bot.actor_report import event_json, event_text
    from bot.terminal import write_json

    with opened(context) as app:
        for event in app.actors.log(name):
            if as_json:
                write_json(event_json(event))
            else:
                typer.echo(event_text(event))


@actors.command("update")
def actors_update(
    context: typer.Context,
    endpoint: Annotated[str, typer.Option(help="The SPARQL endpoint to ask; default: Wikidata's.")] = "",
) -> None:
    """Ask Wikidata who heads the states and governments now; needs the internet, the program does not."""
    with opened(context) as app:
        for line in app.update_holders(endpoint):
            typer.echo(line)


def _operator() -> str:
    """Who decides, for the log: the account this runs under."""
    try:
        return f"operator {getpass.getuser()}"
    except (KeyError, OSError):  # an account without a name
        return "operator"
