"""The general options of every command, and the app that they lead to."""

import functools
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.cli.stderr_notes import note, progress

if TYPE_CHECKING:
    from bot.app import App

Command = TypeVar("Command", bound=Callable[..., Any])


def general_options(command: Command) -> Command:
    """Return a command the options that may stand before it as well as after it."""

    @click.option(
        "--home",
        type=click.Path(path_type=Path),
        help="The folder that holds articles, index and log.",
    )
    @click.option("--quiet", "-q", is_flag=True, help="Print no progress and no notes.")
    @click.option("--no-wait", is_flag=True, help="Fail at once if another process is writing.")
    @click.pass_context
    @functools.wraps(command)
    def wrapped(context: click.Context, /, **options: Any) -> Any:
        general = {name: options.pop(name) for name in ("home", "quiet", "no_wait")}
        stored = context.ensure_object(dict)
        stored |= {name: value for name, value in general.items() if value}
        return context.invoke(command, **options)

    return wrapped  # type: ignore[return-value]  # the same command with three options more


def article_options(command: Command) -> Command:
    """Return a command with the options that choose articles; it gets them as `articles`."""

    @click.option("--since", default="", metavar="DATE", help="Only articles since DATE.")
    @click.option("--until", default="", metavar="DATE", help="Only articles until DATE.")
    @click.option(
        "--source", "sources", multiple=True, metavar="NAME",
        help="Only articles of a publisher, site, author or folder; may be given again.",
    )  # fmt: skip
    @functools.wraps(command)
    def wrapped(since: str, until: str, sources: tuple[str, ...], **options: Any) -> Any:
        from bot.selecting.choose_articles import choose_articles

        return command(articles=choose_articles(since, until, sources, date.today()), **options)  # noqa: DTZ011 - the day where the person is

    return wrapped  # type: ignore[return-value]  # the same command with three options more


def app(home: Path | None = None) -> "App":
    """Build the app for this call from the settings and the general options.

    A `home` goes before the one that was chosen; what a model costs is noted in that one.
    """
    from bot.app import build
    from bot.settings import load

    settings = load()
    usual = home_option() or settings.home
    built = build(settings.model_copy(update={"home": home or usual}), budget_folder=usual)
    click.get_current_context().call_on_close(built.close_files)
    return built


def prepared_app(app: "App") -> "App":
    """Make sure that there is something to ask: an empty home takes in the seeds.

    The model is loaded meanwhile, while Chroma is imported.
    """
    from bot.corpus import prepare

    app.load_ahead()
    prepare(app, progress=progress(quiet()), **waiting_options())
    return app


def home_option() -> Path | None:
    """Return the home that was named on the command line, if one was."""
    home: Path | None = _stored("home")
    return home


def quiet() -> bool:
    """Return whether progress and notes are unwanted."""
    return bool(_stored("quiet"))


def waiting_options() -> dict[str, Any]:
    """Return what to do while another process writes."""
    return {"wait": not _stored("no_wait"), "on_wait": partial(note, quiet=quiet())}


def question_words(words: str | None) -> str:
    """Return the question of a command; "-" reads it from standard input."""
    if words == "-":
        return sys.stdin.read()
    if words is None:
        raise click.UsageError("No question was given.")
    return words


def _stored(name: str) -> Any:
    return click.get_current_context().ensure_object(dict).get(name)
