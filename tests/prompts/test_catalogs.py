import ast
import re
from functools import cache

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Comment, GroupComment, Message, MessageReference, ResourceComment
from fluent.syntax.ast import VariableReference as Variable
from fluent.syntax.visitor import Visitor

from prompts import LANGUAGES, say
from prompts.catalogs import _filled, _plain, text
from tests.support.places import ROOT

ASKING = ("say", "QuestionError")  # what takes the name of a message as its first argument
SAMPLES: dict[str, object] = {
    "number": 7, "quotes": 3, "count": 2, "total": 5, "searched": 92, "characters": 4_001,
    "most": 4_000, "status": 500, "days": 90, "rank": 4, "passages": 13, "megabytes": 20,
    "seconds": 30, "minutes": 4, "hours": 5, "asked": 12, "people": 3, "liked": 4, "disliked": 1,
    "articles": 6, "times": 2, "read": 1_500, "written": 20,
}  # fmt: skip
ARABIC, CYRILLIC = re.compile(r"[\u0621-\u064a]{2}"), re.compile(r"[А-Яа-яё]{2}")
ISOLATES = re.compile("[\u2068\u2069]")


class Found(Visitor):
    """The values and the other messages that a message takes."""

    def __init__(self) -> None:
        super().__init__()
        self.values: set[str] = set()
        self.others: set[str] = set()

    def visit_VariableReference(self, node: Variable) -> None:  # noqa: N802 - fluent gives the name
        self.values.add(node.id.name)

    def visit_MessageReference(self, node: MessageReference) -> None:  # noqa: N802 - fluent gives the name
        self.others.add(node.id.name)


@cache
def messages(language: str) -> dict[str, Found]:
    """Give what each message of a catalog takes; a catalog holds nothing that is no message."""
    found: dict[str, Found] = {}
    for entry in FluentParser().parse(text(language)).body:
        if isinstance(entry, Comment | GroupComment | ResourceComment):
            continue
        assert isinstance(entry, Message), entry
        assert entry.id.name not in found, f"{entry.id.name} is there twice"
        found[entry.id.name] = Found()
        found[entry.id.name].visit(entry)
    return found


def values(name: str) -> dict[str, object]:
    """Give sample values for a message and for those that it refers to."""
    known = messages("en")
    wanted = set(known[name].values)
    for other in known[name].others:
        wanted |= known[other].values
    return {value: SAMPLES.get(value, f"some {value}") for value in sorted(wanted)}


NAMES = sorted(messages("en"))
ENGLISH_ONLY = ("chat-", "log-")  # what the command line says
SPOKEN = [
    pytest.param(language, name, id=f"{language} {name}")
    for language in LANGUAGES
    for name in NAMES
    if language == "en" or not name.startswith(ENGLISH_ONLY)
]


def asked(tree: ast.AST) -> set[str]:
    """Give the names of messages that a module asks for, or that begin as it says.

    Those of the Telegram bot are known by how they begin, whoever takes them.
    """
    begun = {
        str(node.values[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    }
    own = {
        str(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.fullmatch(r"telegram(-[a-z]+)+", str(node.value))
    }
    own |= {
        name
        for start in begun
        if start.startswith(("telegram-", "chat-command-", "log-state-"))
        for name in NAMES
        if name.startswith(start)
    }
    return own | {
        part.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and call.args
        and ast.unparse(call.func) in ASKING
        and not isinstance(call.args[0], ast.JoinedStr)
        for part in ast.walk(call.args[0])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_catalog_holds_the_same_messages_in_the_same_order_with_the_same_values(
    language: str,
) -> None:
    own = messages(language)
    english = {name: m for name, m in messages("en").items() if not name.startswith(ENGLISH_ONLY)}
    assert list(own) == list(english)
    for name, found in english.items():
        assert (name, own[name].values) == (name, found.values)
        assert (name, own[name].others) == (name, found.others)


@pytest.mark.parametrize(("language", "name"), SPOKEN)
def test_every_message_can_be_said_in_the_letters_of_its_language(language: str, name: str) -> None:
    said = say(name, language, **values(name))
    assert said == said.strip() and "{" not in said
    assert bool(ARABIC.search(said)) == (language == "ar"), said
    assert bool(CYRILLIC.search(said)) == (language == "ru"), said
    chosen_by = {"why", "status", "budget", "lacks"}  # and not said themselves
    for key, value in values(name).items():
        assert key in chosen_by or isinstance(value, int) or str(value) in said


@pytest.mark.parametrize(("language", "name"), SPOKEN)
def test_what_is_said_without_the_library_is_what_the_library_says(
    language: str, name: str
) -> None:
    if plain := _plain(language, name):
        assert plain == _filled(language, name, {})


def test_a_message_that_needs_no_library_is_said_without_it_unless_it_goes_on() -> None:
    assert _plain("en", "the-same") == "the same"
    assert _plain("en", "telegram-help") == _plain("en", "abstained") == ""


def test_no_message_is_kept_that_nobody_asks_for_and_none_is_asked_for_that_is_not_there() -> None:
    sources = [path for name in ("bot", "prompts") for path in (ROOT / name).rglob("*.py")]
    wanted = set[str]().union(*(asked(ast.parse(path.read_text("utf-8"))) for path in sources))
    known = messages("en")
    referred = set[str]().union(*(found.others for found in known.values()))
    assert set(known) - wanted - referred == set()
    assert wanted - set(known) == set()


COUNTED = {
    "en": {
        0: "0 passages were", 1: "1 passage was", 2: "2 passages were", 3: "3 passages were",
        11: "11 passages were", 21: "21 passages were", 100: "100 passages were",
        1234: "1,234 passages were",
    },
    "ru": {
        0: "Просмотрено 0 отрывков", 1: "Просмотрен 1 отрывок", 2: "Просмотрено 2 отрывка",
        3: "Просмотрено 3 отрывка", 11: "Просмотрено 11 отрывков", 21: "Просмотрен 21 отрывок",
        100: "Просмотрено 100 отрывков", 1234: "Просмотрено 1\xa0234 отрывка",
    },
    "ar": {
        0: "بُحث في 0 مقطع", 1: "بُحث في مقطع واحد", 2: "بُحث في مقطعين",
        3: "بُحث في 3 مقاطع", 11: "بُحث في 11 مقطعًا", 21: "بُحث في 21 مقطعًا",
        100: "بُحث في 100 مقطع", 1234: "بُحث في 1,234 مقطعًا",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "searched", "wanted"),
    [
        pytest.param(language, count, wanted, id=f"{language} {count}")
        for language, forms in COUNTED.items()
        for count, wanted in forms.items()
    ],
)
def test_a_number_chooses_its_form(language: str, searched: int, wanted: str) -> None:
    said = ISOLATES.sub("", say("abstained", language, searched=searched))
    assert f" {wanted} " in f" {said}".replace("؛", " ").replace(";", " ")


@pytest.mark.parametrize(
    ("language", "quotes", "wanted"),
    [
        ("en", 1, "There is no quote 7; the last answer has 1 quote."),
        ("en", 2, "There is no quote 7; the last answer has 2 quotes."),
        ("ru", 1, "Цитаты 7 нет; в последнем ответе 1 цитата."),
        ("ru", 3, "Цитаты 7 нет; в последнем ответе 3 цитаты."),
        ("ru", 5, "Цитаты 7 нет; в последнем ответе 5 цитат."),
        ("ar", 1, "لا يوجد اقتباس رقم 7؛ في الجواب الأخير اقتباس واحد."),
        ("ar", 2, "لا يوجد اقتباس رقم 7؛ في الجواب الأخير اقتباسان."),
        ("ar", 4, "لا يوجد اقتباس رقم 7؛ في الجواب الأخير 4 اقتباسات."),
    ],
)
def test_quotes_are_counted_as_one_says_it(language: str, quotes: int, wanted: str) -> None:
    said = say("no-such-quote", language, number=7, quotes=quotes)
    assert ISOLATES.sub("", said) == wanted


def test_another_language_is_english_and_of_a_region_the_language_counts() -> None:
    assert say("the-same", "xx") == say("the-same", "") == "the same"
    assert say("the-same", "ru-RU") == say("the-same", "RU") == "там же"


def test_only_arabic_isolates_what_is_filled_in() -> None:
    assert say("understood", "ru", question="Who?") == "Понято так: Who?"
    assert say("understood", "ar", question="Who?") == "فُهم السؤال هكذا: \u2068Who?\u2069"


def test_a_value_is_never_read_as_a_message() -> None:
    assert say("understood", question="{ $x } {the-same}") == "Understood as: { $x } {the-same}"


def test_a_value_may_be_as_long_as_a_question() -> None:
    long = "x" * 4_000
    assert say("understood", question=long) == f"Understood as: {long}"
    said = say("check-contradicted", "ru", sentence=f"{long}\ue000why\ue000", why="y")
    assert said == f"«{long}\ue000why\ue000» — в статьях сказано иначе (y):"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_name_and_a_wrong_value_are_bugs(language: str) -> None:
    with pytest.raises(KeyError, match="no-such-message"):
        say("no-such-message", language)
    with pytest.raises(ValueError, match="Unknown external: question"):
        say("understood", language)
    with pytest.raises(ValueError, match=r"no place for \['answer'\]"):
        say("the-same", language, answer="x")
