"""A secret is hidden however it is written, and nothing else is."""

import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import redaction
from retrieval.errors import ExpectedError
from retrieval.redaction import hide, redact

WRITTEN: dict[str, Callable[[str], str]] = {
    "plain": str,
    "in a URL": lambda secret: f"https://x.example/bot{quote(secret, safe='')}/getMe",
    "in a URL, in part": lambda secret: quote(secret, safe=":/+"),
    "in lower case": lambda secret: quote(secret, safe="").replace("%3A", "%3a"),
    "twice quoted": lambda secret: quote(quote(secret, safe=""), safe=""),
    "in a form": lambda secret: quote_plus(secret),
    "in a query": lambda secret: urlencode({"key": secret, "b": 1}),
    "in JSON": lambda secret: json.dumps({"key": secret}),
    "in JSON as it is": lambda secret: json.dumps({"key": secret}, ensure_ascii=False),
    "in JSON in JSON": lambda secret: json.dumps({"body": json.dumps([secret])}),
    "in Python": repr,
    "in ASCII": ascii,
    "in bytes": lambda secret: repr(secret.encode()),
    "in an error": lambda secret: str(ValueError("401", {"Authorization": f"Bearer {secret}"})),
}
KEYS = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"]), min_size=8, max_size=60
).filter(lambda key: len(key.strip()) >= 8 and key.strip() == key)


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_secrets", set())


@pytest.mark.parametrize("way", WRITTEN)
def test_a_secret_is_hidden_in_whatever_way_it_is_written(way: str) -> None:
    write = WRITTEN[way]
    mark = write("@@@@@@@@")

    @given(KEYS)
    def hidden(key: str) -> None:
        redaction._secrets.clear()
        hide(key)
        before, _, after = mark.partition(write("@@@@@@@@") if way == "plain" else "@@@@@@@@")
        shown = redact(write(key))
        assert key not in shown
        assert "…" in shown
        if "@@@@@@@@" in mark and "'" not in key and key[-1] != "\\":  # it may take one behind
            assert shown == f"{before}…{after}"

    hidden()


@pytest.mark.parametrize("text", ["", "nothing here", "sk-12345", "123456:AA", '{"a": "%41"}'])
def test_what_is_no_secret_stays(text: str) -> None:
    hide("123456:AAF-odd_token", "sk-123456", "  ", "")
    assert redact(text) == text


def test_a_short_secret_is_hidden_as_a_word() -> None:
    hide("none")
    assert redact("none of nonetheless, x=none, bot/none/a") == "… of nonetheless, x=…, bot/…/a"


def test_the_longer_of_two_secrets_is_hidden_as_one() -> None:
    hide("longsecret", "longsecret-and-more")
    assert redact("longsecret-and-more longsecret") == "… …"


def test_an_error_for_people_holds_no_secret() -> None:
    hide("sk-of-somebody")
    error = ExpectedError("The server says sk-of-somebody.", hint="Is it sk%2Dof-somebody?")
    assert (error.message, error.hint, str(error)) == (
        "The server says ….", "Is it …?", "The server says ….",
    )  # fmt: skip
