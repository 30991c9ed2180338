"""The commands of a chat, each a dot and a word."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.answers import Answer
from bot.chat import article_views
from bot.chat.ask_and_show import ask
from bot.chat.save_conversation import save
from bot.chat.session import Session
from bot.cli.log_output import nothing
from bot.rendering.text import explain_answer, shortened
from prompts import say
from retrieval.errors import ExpectedError

MODES = ("auto", "extractive", "model")
_LISTED = 10  # answers of the log
_COMMAND = re.compile(r"\.[^\W\d]")
_RANK = re.compile(r" *\d+\. ")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what may follow it, what it does, and what does it."""

    name: str
    takes: str
    does: str
    run: Callable[[Session, str], None]


def is_command(line: str) -> bool:
    """Tell whether a line is a command rather than a question."""
    return bool(_COMMAND.match(line))


def obey(session: Session, line: str) -> None:
    """Do what a command says; raises ExpectedError, and EOFError for `.quit`."""
    name, _, argument = line.strip().partition(" ")
    named = {command.name: command for command in COMMANDS} | _ALSO
    if command := named.get(name.lower()):
        command.run(session, argument.strip())
        return
    near = max(named, key=lambda known: SequenceMatcher(None, known, name.lower()).ratio())
    raise ExpectedError(
        f"There is no command {shortened(name, 40)!r}; the nearest is {near}.",
        hint=".help lists the commands.",
    )


def _help(session: Session, argument: str) -> None:
    session.screen.pairs(
        (f"{command.name} {command.takes}".strip(), command.does) for command in COMMANDS
    )
    session.screen.parts()
    session.screen.parts(("Enter sends, Esc Enter begins a line, Tab completes; Ctrl-C stops an"
                          " answer, Ctrl-D leaves.", "dim"))  # fmt: skip


def _sources(session: Session, argument: str) -> None:
    answer = _last(session)
    if not answer.citations:
        raise ExpectedError(say("nothing-quoted"), hint="Ask in other words.")
    article_views.sources(session, answer)


def _quote(session: Session, argument: str) -> None:
    article_views.quote(session, _last(session), _number(argument))


def _more(session: Session, argument: str) -> None:
    _last(session)
    ask(session, f"more like {_number(argument)}")


def _why(session: Session, argument: str) -> None:
    _last(session)
    for line in explain_answer(session.answers[-1]).splitlines():
        rank = _RANK.match(line)
        head = rank[0] if rank else ""
        session.screen.hang(head, line[len(head) :], "dim")


def _open(session: Session, argument: str) -> None:
    article_views.place(session, _last(session), _number(argument))


def _articles(session: Session, argument: str) -> None:
    article_views.listed(session)


def _about(session: Session, argument: str) -> None:
    article_views.about(session, argument)


def _mode(session: Session, argument: str) -> None:
    mode = argument.lower()
    if mode and mode not in MODES:
        raise ExpectedError(
            f"There is no mode {shortened(argument, 40)!r}.", hint=f"Use one of {', '.join(MODES)}."
        )
    if mode == "model" and not session.app.author:
        raise ExpectedError(
            "No language model is configured.",
            hint="Set OPENAI_API_KEY or MAJLIS_MODEL and begin again.",
        )
    session.mode = mode or session.mode
    session.screen.parts((f"The mode is {session.mode}.", "yellow"))


def _model(session: Session, argument: str) -> None:
    author = session.app.author
    if not author:
        said = "No language model is configured: answers are the articles' own sentences."
    else:
        asked = len(session.usages)
        tokens = f"{sum(u.input_tokens for u in session.usages):,} tokens read, "
        tokens += f"{sum(u.output_tokens for u in session.usages):,} written"
        costs = [usage.cost for usage in session.usages if usage.cost is not None]
        cost = f", cost {sum(costs):.4f}" if costs else ""
        times = "once" if asked == 1 else f"{asked} times"
        said = f"{author.model.name}, asked {times} in this session"
        said += f": {tokens}{cost}." if asked else "."
    session.screen.parts((said, ""))


def _new(session: Session, argument: str) -> None:
    session.begin()
    session.screen.parts(("A new conversation begins.", "yellow"))


def _save(session: Session, argument: str) -> None:
    _saved(session, argument, overwrite=False)


def _save_over(session: Session, argument: str) -> None:
    _saved(session, argument, overwrite=True)


def _saved(session: Session, argument: str, *, overwrite: bool) -> None:
    path = save(session.answers, session.conversation.id, argument, overwrite=overwrite)
    count = len(session.answers)
    said = "1 answer" if count == 1 else f"{count} answers"
    session.screen.parts((f"{said} saved to {path}.", "yellow"))


def _log(session: Session, argument: str) -> None:
    found = session.app.log.find(argument, limit=_LISTED)
    if not found:
        session.screen.parts((nothing(session.app, narrowed=bool(argument)), "yellow"))
    for kept in found:
        answer, quotes = kept.answer, len(kept.answer.citations)
        how = "abstained" if answer.abstained else f"{quotes} quote{'s' if quotes != 1 else ''}"
        session.screen.parts(
            (f"{kept.time[:16].replace('T', ' ')} UTC  {how}  ", "dim"),
            (shortened(answer.question, 110), ""),
        )


def _undo(session: Session, argument: str) -> None:
    session.screen.parts(("Taken back: ", "yellow"), (shortened(session.undo()), ""))


def _quit(session: Session, argument: str) -> None:
    raise EOFError


def _last(session: Session) -> Answer:
    if answer := session.conversation.last:
        return answer
    raise ExpectedError("There is no answer yet.", hint="Ask something first.")


def _number(argument: str) -> int:
    plain = argument.strip("[]#") or "1"
    if plain.isdecimal() and len(plain) <= 3:
        return int(plain)
    raise ExpectedError(
        f"{shortened(argument, 40)!r} is not the number of a quote.",
        hint="Give the number of a mark, for example: .quote 2",
    )


COMMANDS = (
    Command(".help", "", "the commands", _help),
    Command(".sources", "", "where the quotes of the last answer stand", _sources),
    Command(".quote", "N", "quote N with the sentences around it", _quote),
    Command(".more", "N", "more like quote N", _more),
    Command(".why", "", "how the last answer was found", _why),
    Command(".open", "N", "the file or the address of quote N, and its position", _open),
    Command(".articles", "", "the articles", _articles),
    Command(".about", "DOC", "title, date, length and first lines of an article", _about),
    Command(".mode", "[MODE]", "who writes the answers: auto, extractive or model", _mode),
    Command(".model", "", "the language model, and what it has cost in this session", _model),
    Command(".new", "", "begin a new conversation", _new),
    Command(".save", "FILE", "save the conversation as .md, .html or .json", _save),
    Command(".log", "[WORDS]", "the last answers that were kept, with these words", _log),
    Command(".undo", "", "take back the last turn", _undo),
    Command(".quit", "", "leave", _quit),
)
_ALSO = {".save!": Command(".save!", "FILE", "save over a file that is there", _save_over),
         ".exit": COMMANDS[-1]}  # fmt: skip
