"""Addresses, handles and commands in whatever strangers write: in no message can one be tapped."""

import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.corpus import open_writer
from bot.settings import Settings
from bot.telegram_bot.talk.admin_commands import ADMIN_COMMANDS
from bot.telegram_bot.talk.user_commands import USER_COMMANDS
from prompts import say
from retrieval.ingest.update import add
from tests.retrieval.language.test_contacts import PARTS
from tests.support.fake_bot_api import FakeBotApi, Fields, tdlib
from tests.support.fake_bot_api.texts import visible_text
from tests.support.fake_model import KEY, Wire, running
from tests.support.telegram import serving, soon

Row = tuple[str, int, int, str]

CONTACTS = 200
_A_TEXT = 10  # contacts
_PERSON = 70_000
_ADMIN = 42
_OWN = {f"/{name}" for name in (*USER_COMMANDS, *ADMIN_COMMANDS)}
_MANY = "a.co " * 190
_FACT = "The heron {number} of Zembla tower writes to {contact} when the ferry leaves the port."
_SENT = ("sendmessage", "editmessagetext", "sendmessagedraft")


def tappable_scenarios() -> list[Row]:
    """Return how many contacts were tried, and how many of them nobody could tap."""
    if not tdlib.is_installed():
        return [("contacts that nobody can tap", 0, 0, "TDLib (tdjson) is not installed")]
    contacts = hostile_contacts(CONTACTS)
    leaks, texts = tapped(contacts)
    hit = {contact for contact in contacts if any(contact in text for text in leaks)}
    found = " ".join(f"{what!r}×{n}" for what, n in Counter(leaks.values()).most_common(5))
    held = 0 if leaks and not hit else CONTACTS - len(hit)
    return [("contacts that nobody can tap", CONTACTS, held, f"{texts} texts {found}".strip())]


def hostile_contacts(count: int) -> list[str]:
    """Return different texts in which a chat would make something tappable, none of our own."""
    parts = [part.replace("/forget_me", "/evil_me") for part in PARTS]
    source, found = random.Random(3), dict.fromkeys(p for p in parts if tdlib.tappable(p, []))
    while len(found) < count:
        text = "".join(source.choices(parts, k=source.randint(2, 4))).strip()
        if text and tdlib.tappable(text, []):
            found[text] = None
    return list(found)[:count]


def tapped(contacts: list[str], *, every: int = 20) -> tuple[dict[str, str], int]:
    """Return what can be tapped, by the text in which it can, and how many texts there were.

    Of the contacts, one of `every` is looked at in every view.
    """
    with tempfile.TemporaryDirectory() as folder, running() as model:
        articles = Path(folder) / "articles.jsonl"
        articles.write_text("\n".join(map(json.dumps, _articles(contacts))), encoding="utf-8")
        settings = Settings(_env_file=None, MAJLIS_HOME=Path(folder) / "home")
        app = build(settings)
        with open_writer(app) as writer:
            outcomes = add(writer, [str(articles)])
        assert len(outcomes) > len(contacts) // _A_TEXT, outcomes
        writing = build(settings.model_copy(update={
            "openai_api_key": Settings(_env_file=None, OPENAI_API_KEY=KEY).openai_api_key,
            "openai_base_url": model.url,
        }))  # fmt: skip
        model.script = _claim(contacts)
        texts = [
            *_texts_of(app, contacts, every, telegram_admins=str(_ADMIN)),
            *_texts_of(writing, contacts[::every], 1, telegram_admins=str(_ADMIN)),
            *_texts_of(app, contacts, 0, telegram_admins=str(_ADMIN), telegram_allowed="request"),
        ]
        app.close()
        writing.close()
    return {text: what for text, entities in texts for what in _strange(text, entities)}, len(texts)


def _articles(contacts: list[str]) -> Iterator[dict[str, str]]:
    for first in range(0, len(contacts), _A_TEXT):
        some = contacts[first : first + _A_TEXT]
        facts = [_FACT.format(number=first + i, contact=each) for i, each in enumerate(some)]
        yield {
            "id": f"{first} {some[0]}", "title": f"Herons {some[1 % len(some)]}",
            "url": f"https://zembla.example/{first}", "text": "\n\n".join(facts),
        }  # fmt: skip
    yield {"id": "many", "title": f"The lighthouse {_MANY}",
           "text": f"The lighthouse keeper of Zembla writes to {_MANY} every day."}  # fmt: skip
    rows = [f"| {each.replace('|', ' ')} | {number} |" for number, each in enumerate(contacts[:30])]
    table = "\n".join(["| ferry a.co | berth @helper |", "|---|---|", *rows])
    yield {"id": "table", "title": "t.me/x", "text": f"Ferries and their berths:\n\n{table}"}


def _texts_of(
    app: App, contacts: list[str], every: int, **settings: Any
) -> list[tuple[str, list[Fields]]]:
    """Let people with hostile names ask about contacts; return all texts of the bot.

    One of `every` people looks at everything, with 0 nobody; then people only ask to be let in.
    """
    with FakeBotApi().running() as api, serving(app, api, telegram_reaction="", **settings):
        _look(api, _ADMIN, "/start")
        for number, contact in enumerate([*contacts, _MANY], 1):
            chat = _PERSON + number
            api.people[chat] = {"id": chat, "is_bot": False, "first_name": contact[:64]}
            if every:
                _ask_about(api, chat, number - 1, contact)
                if number % every == 0 or contact is _MANY:
                    _look_at_everything(api, chat, number - 1, contact)
            else:
                _look(api, chat, f"What is {contact}?")
                _press(api, chat, say("telegram-ask-access-button"))
                _look(api, _ADMIN, f"/allow {chat}")
            if number % 25 == 0:
                _look(api, _ADMIN, "/users")
        return list(_shown(api))


def _ask_about(api: FakeBotApi, chat: int, number: int, contact: str) -> None:
    _look(api, chat, f"When does heron {number} of Zembla tower write to {contact}?"[:900])


def _look_at_everything(api: FakeBotApi, chat: int, number: int, contact: str) -> None:
    for words in ("/quote 1", "/sources", "/articles", "/privacy", "/help", "/settings"):
        _look(api, chat, words)
    for button in ("1", say("telegram-back"), say("telegram-why"), say("telegram-more")):
        _press(api, chat, button)
    first = number - number % _A_TEXT
    for words in (
        f"/about {first} ", f"/about {contact}", "/about many", f"/about nothing {contact}",
        "/about e", f"/check The heron {number} writes to {contact} and others.",
        f"/check {_FACT.format(number=number, contact=contact)}", f"/quote {contact}",
        f"What is the boiling point of {contact}?", "To whom does the lighthouse keeper write?",
        "Which ferry has which berth?", "And what about @helper?", f"/start {contact}",
        f"/{contact}", f"How is {contact} positioned toward {contact}?",
    ):  # fmt: skip
        _look(api, chat, words[:4000])
    _press(api, chat, "1.")
    _look(api, chat, _FACT.format(number=number, contact=contact), forward=contact[:64])
    for words in (f"heron {number} writes to {contact}", "lighthouse keeper", contact):
        with suppress(AssertionError):
            api.answered(api.inline(chat, words[:250]), timeout_s=5)
    for words in (f"/remove {first} ", f"/remove nothing {contact}", "/sync", "/stats"):
        _look(api, _ADMIN, words)
    _press(api, _ADMIN, say("telegram-remove-no"))
    for name in (f"{contact}.txt", f"{contact}.pdf", f"{contact}.{contact}"):
        file = (name, f"Herons of {contact}.\n\n{contact}\n".encode())
        _look(api, _ADMIN, "", document=file, caption="/add")
    _look(api, _ADMIN, f"/add {contact}\n\nA heron of Zembla visits {contact}.")


def _look(api: FakeBotApi, chat: int, text: str, **message: Any) -> None:
    """Let somebody write, and wait for what the bot says."""
    before = len(api.chats[chat].sent) if chat in api.chats else 0
    api.write(chat, text, user=chat, **message)
    soon(lambda: len(api.chats[chat].sent) > before, timeout_s=8)


def _press(api: FakeBotApi, chat: int, button: str) -> None:
    """Press the first button that begins so, if there is one, and wait for what it changes."""
    labels = [b for m in api.screen(chat) for row in m.buttons for b in row if b.startswith(button)]
    if labels:
        with suppress(AssertionError):
            calls = len(api.calls)
            api.press(chat, None, labels[-1], user=chat)
            kinds = (*_SENT, "editmessagereplymarkup")
            soon(lambda: any(m.lower() in kinds for m, _ in api.calls[calls:]), timeout_s=5)


def _shown(api: FakeBotApi) -> Iterator[tuple[str, list[Fields]]]:
    """Yield each text that the server got, as a chat shows it."""
    for method, fields in list(api.calls):
        if method.lower() in _SENT:
            yield _visible(fields, "text")
        elif method.lower() == "answerinlinequery":
            for result in _value(fields.get("results", [])):
                yield _visible(result["input_message_content"], "message_text")


def _visible(fields: Fields, name: str) -> tuple[str, list[Fields]]:
    return visible_text(str(fields[name]), _value(fields.get("entities", [])))


def _value(field: Any) -> Any:
    return json.loads(field) if isinstance(field, str) else field


def _strange(text: str, entities: list[Fields]) -> list[str]:
    return [what for what in tdlib.tappable(text, entities) if what not in _OWN]


def _claim(contacts: list[str]) -> Any:
    """Return a script that claims what is in the articles and what is not, with contacts."""
    source = random.Random(2)

    def script(wire: Wire, request: dict[str, Any]) -> None:
        wire.begin()
        asked = str(request["messages"][-1]["content"])
        facts = [_FACT.format(number=n, contact=each) for n, each in enumerate(contacts)]
        for fact in [each for each in facts if each in asked][:2] or [source.choice(facts)]:
            wire.piece(f"{fact} [1.1]\n")
        wire.piece(f"Write to {source.choice(contacts)} [1.1]\n")
        wire.piece(None, finish="stop")
        wire.end()

    return script
