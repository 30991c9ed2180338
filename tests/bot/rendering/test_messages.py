"""Messages: cut without a loss, styled without a tear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Answer, Citation, Statement
from bot.rendering.messages import Line, Piece, lines, messages
from bot.telegram_bot.wire.text_parts import telegram_entities
from retrieval.language.contacts import contact_spans
from retrieval.passages import Document
from tests.support.fake_bot_api import SentMessage, tdlib, units
from tests.support.fake_bot_api import check_entities as check
from tests.support.fake_bot_api.texts import visible_text

STYLES = {"": None, "mark": "bold", "context": "italic"}
WORDS = st.text(st.sampled_from("ab🙂é \n"), max_size=30)
LINES = st.lists(st.lists(st.builds(Piece, WORDS, st.sampled_from(sorted(STYLES))), max_size=4))


def black(text: str) -> str:
    """Give what can be seen of a text."""
    return "".join(text.split())


@given(LINES, st.integers(2, 40))
def test_cutting_loses_nothing_and_tears_nothing(said: list[Line], limit: int) -> None:
    made = list(messages(said, limit=limit))
    whole = ["".join(piece.text for piece in line) for line in said]
    assert black("".join(text for text, _ in made)) == black("".join(whole))
    for text, styled in made:
        assert 0 < units(text) <= limit
        check(text, [{"type": "bold", "offset": s.offset, "length": s.length} for s in styled])
    for line in whole:
        if units(line) <= limit and line.strip():
            assert any(line in text for text, _ in made)
    for kind in ("mark", "context"):
        there = "".join(
            SentMessage(1, 1, text, ({"type": kind, "offset": s.offset, "length": s.length},),
                 None, None, False, 0).styled(kind)[0]
            for text, styled in made for s in styled if s.kind == kind
        )  # fmt: skip
        pieces = [piece.text for line in said for piece in line if piece.kind == kind]
        assert black(there) == black("".join(pieces))


def test_a_line_that_fits_no_message_is_cut_behind_a_space() -> None:
    said = [[Piece("a")], [Piece("one two three"), Piece("[1]", "mark")], [Piece("🙂🙂🙂🙂")]]
    texts = [text for text, _ in messages(said, limit=7)]
    assert texts == ["a\none ", "two ", "three", "[1]", "🙂🙂🙂", "🙂"]


def test_an_article_without_an_address_has_no_link() -> None:
    document = Document("a.txt", "Tea is drunk at five.", "On tea")
    citation = Citation(1, document.quote(0, 21), "On tea")
    answer = Answer("When?", "When?", (Statement("Tea is drunk at five.", (1,)),), (citation,))
    assert list(lines(answer)) == [
        [Piece("Tea is drunk at five. ", "statement"), Piece("[1]", "mark")],
        [],
        [
            Piece("[1]", "mark"), Piece(" "), Piece("On tea"), Piece("  "),
            Piece("a.txt", "document"), Piece(" 0-21"),
        ],
    ]  # fmt: skip


CONTACTS = st.sampled_from(
    ["evil.com", "t.me/x", "@helper", "/forget_me", "#tag", "$TON", "a@b.co", "tg://resolve?domain=x",
     "4111 1111 1111 1111", "http://a.b", "wheat", " ", "\n", "🙂", "(", "."]
)  # fmt: skip
FOREIGN = st.builds(
    Piece, st.lists(CONTACTS, max_size=4).map("".join),
    st.sampled_from(["", "mark", "bold", "note", "context", "statement", "block", "block bold"]),
)  # fmt: skip


@pytest.mark.skipif(not tdlib.is_installed(), reason="needs TDLib (tdjson)")
@given(st.lists(st.lists(FOREIGN, max_size=4)))
def test_nothing_in_foreign_words_can_be_tapped(said: list[Line]) -> None:
    for text, styled in messages(said, limit=100):
        shown = tdlib.fix(text, [each.to_dict() for each in telegram_entities(styled)])
        assert tdlib.tappable(*shown) == []
        assert shown[0] == text  # what is copied is what was written


@pytest.mark.skipif(not tdlib.is_installed(), reason="needs TDLib (tdjson)")
@pytest.mark.parametrize("kind", ["", "bold", "note", "block bold"])
def test_no_contact_can_be_tapped_where_there_are_more_than_a_message_may_style(kind: str) -> None:
    words = "a.co " * 190
    (message,) = messages([[Piece("[1] ", "mark"), Piece(words, kind), Piece("x")]], limit=4096)
    entities = [each.to_dict() for each in telegram_entities(message[1])]
    shown, styled = visible_text(message[0], entities)
    assert (shown, tdlib.tappable(shown, styled)) == (f"[1] {words}x", [])


@pytest.mark.parametrize("kind", ["", "block"])
def test_many_lines_cost_no_more_than_their_length(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []

    def spans(text: str) -> list[tuple[int, int]]:
        looked_at.append(len(text))
        return contact_spans(text)

    monkeypatch.setattr("bot.rendering.messages.contact_spans", spans)
    assert len(list(messages([[Piece("a", kind)]] * 1000, limit=4096, most=1000))) == 1
    assert sum(looked_at) <= 10_000


@pytest.mark.skipif(not tdlib.is_installed(), reason="needs TDLib (tdjson)")
def test_our_own_commands_can_be_tapped() -> None:
    (message,) = messages([[Piece("Write /help.", "own"), Piece(" Not /evil.")]], limit=100)
    shown = tdlib.fix(message[0], [each.to_dict() for each in telegram_entities(message[1])])
    assert tdlib.tappable(*shown) == ["/help"]
