"""Texts that cost a program much: long, of one sign, growing, nested, and of no words at all."""

import random

LIMIT = 4096  # characters of a message
_WORDS = ("Iraq", "Russia", "oil", "minister", "policy", "trade", "sign", "visit", "sanctions")
_ENDLESS = {
    "newlines": "\n",
    "white space": " \t\u00a0\u2003\u2028\u3000\u200b\v\f",
    "one letter": "a",
    "combining marks": "e\u0301\u0327\u0300",
    "ligatures that grow": "\ufdfa",
    "digits": "7",
    "commas": "a,",
    "quotes": '"',
    "open brackets": "([{",
    "pairs of brackets": "(a) ",
    "questions": "and what is Iraq? ",
    "marks of questions": "?",
    "full stops": "a. ",
    "overrides": "\u202eabc \u202d",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "nested quotes": "“Iraq said ‘Russia said ",
    "apostrophes": "Iraq's 'x' ",
    "hyphens": "a-",
    "addresses": "https://a.example/?q=a@b.example ",
    "Markdown": "**_`[a](b)`_** ",
    "Arabic": "ما موقف العراق من روسيا؟ ",
    "Chinese": "伊拉克对俄罗斯的立场是什么",
    "Russian": "Каково отношение Ирака к России? ",
    "full width": "Ｉｒａｑ ",
    "nulls and controls": "a\x01\x02\x7f ",
    "conjunctions": "Iraq and Russia or ",
    "not": "not ",
    "who": "who ",
    "her": "her he it they ",
    "abbreviations": "U.S. Mr. ",
    "dates": "1980-1988, 3.5 ",
}


def hostile_texts() -> dict[str, str]:
    """Return the texts by name, each at most as long as a message."""
    source = random.Random(12)
    letters = "abcdefghijklmnopqrstuvwxyz"
    unknown = ["".join(source.choices(letters, k=7)) for _ in range(600)]
    misspelt = [_misspell(word, source) for word in source.choices(_WORDS, k=700)]
    texts = {name: (sign * LIMIT)[:LIMIT] for name, sign in _ENDLESS.items()}
    texts |= {
        "1,600 newlines": "\n".join(["How is Iraq", *[""] * 1599, "positioned toward Russia?"]),
        "3,900 newlines": "\n".join(["How is Iraq", *[""] * 3899, "positioned toward Russia?"]),
        "distinct names": " ".join(map(str.title, unknown))[:LIMIT],
        "distinct words": " ".join(unknown)[:LIMIT],
        "misspelt words": " ".join(misspelt)[:LIMIT],
        "misspelt, as long as a question may be": " ".join(misspelt)[:990],
        "names, as long as a question may be": " ".join(map(str.title, unknown))[:990],
        "questions, as many as one may hold": ("and what is Iraq? " * 60)[:990],
        "lines of one word": "\n".join(unknown)[:LIMIT],
    }
    return texts


def _misspell(word: str, source: random.Random) -> str:
    place = source.randrange(1, len(word))
    return word[:place] + source.choice("aeiourstln") + word[place:]
