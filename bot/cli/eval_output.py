"""What `majlis eval` does: read a set, ask its questions, print and write the figures."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bot.app import App
from bot.ask_options import AskOptions
from bot.cli.stderr_notes import note, progress
from bot.corpus import open_writer
from bot.evaluating.differences import FigureDifference, differences
from bot.evaluating.draft_questions import as_csv, as_json_lines, draft_questions
from bot.evaluating.evaluate import Engine, Evaluation, evaluate, holds, index_articles, texts_of
from bot.evaluating.figures import Figure, compute_figures
from bot.evaluating.html_report import report
from bot.evaluating.locate_quotes import Articles
from bot.evaluating.question_sets import QuestionSet, sample
from bot.evaluating.read_set import questions_of, read_set
from bot.evaluating.run_file import (
    differences_json,
    figures_json,
    read_baseline,
    save,
    values_json,
)
from bot.evaluating.summary import figures_table, worse_figures
from bot.json_text import json_line
from bot.output import write
from retrieval.errors import ExpectedError


@dataclass(frozen=True, slots=True)
class EvalOptions:
    """The options of `majlis eval`."""

    path: Path
    mode: str = "auto"
    jobs: int = 1
    limit: int = 0
    report: Path | None = None
    against: Path | None = None
    save: Path | None = None
    as_json: bool = False
    fail_if_worse: bool = False


BuildApp = Callable[[Path | None], App]
PrepareApp = Callable[[App], App]


def run_eval(
    options: EvalOptions, home: Path | None, build: BuildApp, ready: PrepareApp, *, quiet: bool
) -> int:
    """Evaluate a set; return 1 if a figure is worse and `fail_if_worse` is set, else 0.

    `build` builds the parts over a home, the usual one for None; `ready` takes in the seeds.
    """
    for path in filter(None, (options.report, options.save)):
        if not path.absolute().parent.is_dir():
            raise ExpectedError(f"There is no folder for {str(path)!r}.", hint="Make it first.")
    baseline = read_baseline(options.against) if options.against else None
    with _open_set(options, home, build, ready, quiet=quiet) as (question_set, app):
        note(_announcement(question_set, app, options.mode), quiet=quiet)
        engine = Engine(
            app.assistant,
            app.home.catalog,
            AskOptions(mode=options.mode, keep_in_log=False),
            options.jobs,
        )
        run = evaluate(question_set, engine, progress=progress(quiet, "asking"))
    if lost := sum(case.lost for case in run.cases):
        note(f"{lost} questions are about articles that are not here.", quiet=quiet)
    values = compute_figures(run.table)
    against = differences(run.ids, run.table, baseline.ids, baseline.table) if baseline else []
    _write(run, values, against, options)
    if names := worse_figures(against):
        note(f"Worse than the baseline: {', '.join(names)}.", quiet=False)
    return int(options.fail_if_worse and bool(worse_figures(against)))


def _write(
    run: Evaluation, values: list[Figure], against: list[FigureDifference], options: EvalOptions
) -> None:
    fields = figures_json(run, values)
    if options.save:
        save(options.save, fields | values_json(run))
    if options.against:
        fields["differences"] = differences_json(against)
    if options.report:
        provenance = f"majlis {version('majlis')}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC."
        page = report(run, values, against, made=provenance)
        try:
            options.report.write_text(page, encoding="utf-8", errors="replace")
        except OSError as error:
            raise ExpectedError(
                f"{str(options.report)!r} cannot be written: {error.strerror}.",
                hint="Choose another path.",
            ) from error
    write(json_line(fields) if options.as_json else figures_table(run, values, against))


@contextmanager
def _open_set(
    options: EvalOptions, home: Path | None, build: BuildApp, ready: PrepareApp, *, quiet: bool
) -> Iterator[tuple[QuestionSet, App]]:
    """Open a set, and an app over the articles of the set or else over those of the home."""
    questions_of(options.path)
    if not options.path.is_dir():
        app = ready(build(home))
        articles = Articles(texts_of(app.home.catalog))
        yield _sample(read_set(options.path, articles), options.limit), app
        return
    question_set = _sample(read_set(options.path, Articles({})), options.limit)
    if question_set.articles is None:
        raise ExpectedError(
            f"The set {str(options.path)!r} has no docs.jsonl.",
            hint=f"Name {str(options.path / 'questions.jsonl')!r} to ask the articles of a home.",
        )
    with tempfile.TemporaryDirectory(prefix="majlis-eval-", ignore_cleanup_errors=True) as folder:
        app = build(home or Path(folder))
        _index(app, question_set.articles, home, quiet=quiet)
        try:
            yield question_set, app
        finally:
            app.close()


def _index(app: App, articles: Path, home: Path | None, *, quiet: bool) -> None:
    """Index the articles of a set in an empty home; use a home that holds just these as it is."""
    catalog = app.home.catalog
    if catalog.generation or catalog.roots():
        if all(catalog.roots().values()) and holds(catalog, articles):
            return
        raise ExpectedError(
            f"The home {str(home)!r} holds other articles than the set.",
            hint="Name an empty home, or none: a temporary one is used then.",
        )
    note("Indexing the articles of the set …", quiet=quiet)
    with open_writer(app, on_wait=partial(note, quiet=quiet)) as writer:
        index_articles(writer, articles, progress(quiet))


def _sample(question_set: QuestionSet, limit: int) -> QuestionSet:
    return replace(question_set, questions=sample(question_set.questions, limit))


def _announcement(question_set: QuestionSet, app: App, mode: str) -> str:
    writes = f", {app.author.model.name} writes" if app.author and mode != "extractive" else ""
    return f"Asking {len(question_set.questions):,} questions{writes} …"


def write_proposals(app: App, limit: int, output: Path | None, *, quiet: bool) -> int:
    """Write proposed questions about the articles, to a file or to standard output."""
    proposals = draft_questions(app.home.catalog, limit)
    if not proposals:
        raise ExpectedError(
            "Nothing in the articles could be made a question by the rules.",
            hint="Write questions by hand; `majlis eval --help` shows the columns.",
        )
    form = as_json_lines if output and output.suffix == ".jsonl" else as_csv
    if output is None:
        write(form(proposals), end="")
    else:
        try:
            output.write_text(form(proposals), encoding="utf-8", newline="")
        except OSError as error:
            raise ExpectedError(
                f"{str(output)!r} cannot be written: {error.strerror}.", hint="Choose another path."
            ) from error
    note(
        f"Proposals made by rules: {len(proposals)}. Correct them before you measure with them.",
        quiet=quiet,
    )
    return 0
