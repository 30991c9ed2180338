"""The commands of a chat, each a dot and a word."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.answer_log.entry_words import entry_minute, entry_outcome, why_no_entries
from bot.answers import Answer
from bot.chat import article_views
from bot.chat.ask_and_show import ask
from bot.chat.save_conversation import save_conversation
from bot.chat.session import Session
from bot.rendering.text import explain_answer, shortened
from prompts import say
from retrieval.errors import ExpectedError

MODES = ("auto", "extractive", "model")
_MAX_ENTRIES = 10  # of the log that are listed
_COMMAND = re.compile(r"\.[^\W\d]")
_RANK = re.compile(r" *\d+\. ")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, the name of its argument ("" without one), and what runs it."""

    name: str
    argument: str
    run: Callable[[Session, str], None]

    @property
    def description(self) -> str:
        """Return what `.help` says about it."""
        return say(f"chat-command-{self.name[1:]}")


def is_command(line: str) -> bool:
    """Return whether a line is a command rather than a question."""
    return bool(_COMMAND.match(line))


def run_command(session: Session, line: str) -> None:
    """Run the command of a line; raises ExpectedError, and EOFError for `.quit`."""
    name, _, argument = line.strip().partition(" ")
    named = {command.name: command for command in COMMANDS} | _UNLISTED
    if command := named.get(name.lower()):
        command.run(session, argument.strip())
        return
    near = max(named, key=lambda known: SequenceMatcher(None, known, name.lower()).ratio())
    raise ExpectedError(
        say("chat-no-command", name=repr(shortened(name, 40)), nearest=near),
        hint=say("chat-help-hint"),
    )


def _help(session: Session, argument: str) -> None:
    session.screen.pairs(
        (f"{command.name} {command.argument}".strip(), command.description) for command in COMMANDS
    )
    session.screen.parts()
    session.screen.parts((say("chat-keys"), "dim"))


def _sources(session: Session, argument: str) -> None:
    answer = _last(session)
    if not answer.citations:
        raise ExpectedError(say("nothing-quoted"), hint=say("chat-ask-otherwise"))
    article_views.show_sources(session, answer)


def _quote(session: Session, argument: str) -> None:
    article_views.show_quote(session, _last(session), _number(argument))


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
    article_views.show_place(session, _last(session), _number(argument))


def _articles(session: Session, argument: str) -> None:
    article_views.list_articles(session)


def _about(session: Session, argument: str) -> None:
    article_views.show_article(session, argument)


def _mode(session: Session, argument: str) -> None:
    mode = argument.lower()
    if mode and mode not in MODES:
        raise ExpectedError(
            say("chat-no-mode", mode=repr(shortened(argument, 40))),
            hint=say("chat-no-mode-hint", modes=", ".join(MODES)),
        )
    if mode == "model" and not session.app.author:
        raise ExpectedError(say("chat-no-model"), hint=say("chat-no-model-hint"))
    session.mode = mode or session.mode
    session.screen.parts((say("chat-mode", mode=session.mode), "yellow"))


def _model(session: Session, argument: str) -> None:
    author, usages = session.app.author, session.usages
    if not author:
        text = say("chat-model-none")
    elif not usages:
        text = say("chat-model-unused", model=author.model.name)
    else:
        values: dict[str, object] = {
            "model": author.model.name,
            "times": len(usages),
            "read": sum(usage.input_tokens for usage in usages),
            "written": sum(usage.output_tokens for usage in usages),
        }
        if costs := [usage.cost for usage in usages if usage.cost is not None]:
            text = say("chat-model-paid", cost=f"{sum(costs):.4f}", **values)
        else:
            text = say("chat-model-used", **values)
    session.screen.parts((text, ""))


def _new(session: Session, argument: str) -> None:
    session.begin()
    session.screen.parts((say("chat-new"), "yellow"))


def _save(session: Session, argument: str) -> None:
    _save_to(session, argument, overwrite=False)


def _save_over(session: Session, argument: str) -> None:
    _save_to(session, argument, overwrite=True)


def _save_to(session: Session, argument: str, *, overwrite: bool) -> None:
    path = save_conversation(
        session.answers, session.conversation.id, argument, overwrite=overwrite
    )
    message = say("chat-saved", count=len(session.answers), path=str(path))
    session.screen.parts((message, "yellow"))


def _log(session: Session, argument: str) -> None:
    entries = session.app.log.find(argument, limit=_MAX_ENTRIES)
    if not entries:
        is_on = session.app.settings.log
        reason = why_no_entries(is_filtered=bool(argument), log_is_on=is_on)
        session.screen.parts((reason, "yellow"))
    for entry in entries:
        session.screen.parts(
            (f"{entry_minute(entry)}  {entry_outcome(entry)}  ", "dim"),
            (shortened(entry.answer.question, 110), ""),
        )


def _undo(session: Session, argument: str) -> None:
    session.screen.parts((f"{say('chat-taken-back')} ", "yellow"), (shortened(session.undo()), ""))


def _quit(session: Session, argument: str) -> None:
    raise EOFError


def _last(session: Session) -> Answer:
    if answer := session.conversation.last:
        return answer
    raise ExpectedError(say("chat-no-answer"), hint=say("chat-ask-first"))


def _number(argument: str) -> int:
    plain = argument.strip("[]#") or "1"
    if plain.isdecimal() and len(plain) <= 3:
        return int(plain)
    raise ExpectedError(
        say("chat-no-number", words=repr(shortened(argument, 40))),
        hint=say("chat-no-number-hint"),
    )


COMMANDS = (
    Command(".help", "", _help),
    Command(".sources", "", _sources),
    Command(".quote", "N", _quote),
    Command(".more", "N", _more),
    Command(".why", "", _why),
    Command(".open", "N", _open),
    Command(".articles", "", _articles),
    Command(".about", "DOC", _about),
    Command(".mode", "[MODE]", _mode),
    Command(".model", "", _model),
    Command(".new", "", _new),
    Command(".save", "FILE", _save),
    Command(".log", "[WORDS]", _log),
    Command(".undo", "", _undo),
    Command(".quit", "", _quit),
)
_UNLISTED = {".save!": Command(".save!", "FILE", _save_over), ".exit": COMMANDS[-1]}
