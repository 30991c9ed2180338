"""Words of a text as search terms: folded, stemmed, without stop words.

One tokenizer for the keyword index and for every comparison of words, so that they cannot differ.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

_LETTERS = r"(?:[^\W_][\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]*)+"  # and vowel marks
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|{_LETTERS}(?:[-’'.]{_LETTERS})*")
_PART = re.compile(rf"{_LETTERS}(?:[’']{_LETTERS})*")
_STEMMERS = {
    "LATIN": Stemmer.Stemmer("english"),
    "CYRILLIC": Stemmer.Stemmer("russian"),
    "ARABIC": Stemmer.Stemmer("arabic"),
}
_ARABIC = str.maketrans("أإآٱىةؤئ", "اااايهوي")
# "And the", "with the", "of the" before a word, which the stemmer keeps in part. XQuAD ar, BM25,
# hit@1 / hit@5: .870/.966, with this and the stop words below .892/.977.
_ARTICLE = re.compile("^[وف]?(?:ال|بال|كال|لل)(?=.{3})")
_CAPITALS = dict.fromkeys(("US", "U.S", "U.S.", "USA", "U.S.A", "U.S.A."), "usa")

_STOP_WORDS = """
    a about above after again against all also am an and any are aren't as at be because been
    before being below between both but by can cannot could couldn't did didn't do does doesn't
    doing don't down during each few for from further had hadn't has hasn't have haven't having he
    her here hers herself him himself his how i if in into is isn't it its itself just let me more
    most my myself no nor not of off on once only or other ought our ours ourselves out over own
    same she should shouldn't so some such than that the their theirs them themselves then there
    these they this those through to too under until up upon us very was wasn't we were weren't
    what when where which while who whom whose why will with won't would wouldn't you your yours
    yourself yourselves s t
    и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне
    было вот от меня еще нет о из ему для при это этого чем чего кто где когда почему какой какая
    какие каково каков ли или
    في من على إلى عن أن إن ما ماذا هل كيف هو هي هذا هذه التي الذي مع كان كانت لماذا متى أين كم و
    أو ثم قد لا لم لن ما أي أية هم هما ذلك تلك هؤلاء ذات بين بعد قبل عند عندما حيث كل بعض غير منذ
    حتى خلال أيضا فقط لقد كما بما مما لها له لهم فيها فيه منها منه عليها عليه به بها إليه إليها عنه
    عنها وهو وهي كانوا يكون تكون ليس ليست لدى بأن لأن فإن وأن وقد وكان وكانت والتي والذي الذين
    اللذان اللتان اللاتي نحن أنا أنت هنا هناك لكن ولكن إذا لو بل أم إما"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def terms(text: str) -> list[str]:
    """Give the search terms of a text in order, repeated as they repeat.

    A hyphenated word counts whole and in parts ("COVID-19": "covid-19", "covid", "19"); "US" and
    "U.S." are the country, "us" is a stop word.
    """
    return list(_terms(text))


def _terms(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        whole = _term(word)
        if whole:
            yield whole
        parts = _PART.findall(word)
        if len(parts) > 1 and word not in _CAPITALS:
            yield from filter(None, map(_term, parts))


@lru_cache(maxsize=65_536)
def _term(word: str) -> str:
    """Fold and stem one word; a stop word gives the empty string."""
    if word in _CAPITALS:
        return _CAPITALS[word]
    folded = fold_letters(word)
    if folded in _FOLDED_STOP_WORDS or word.lower() in STOP_WORDS:
        return ""
    stemmer = _STEMMERS.get(script(folded))
    return str(stemmer.stemWord(_ARTICLE.sub("", folded))) if stemmer else folded


def fold_letters(word: str) -> str:
    """Lower the case, drop accents, vowel marks and a genitive, unify Arabic letters."""
    word = word.replace("’", "'").lower().removesuffix("'s").rstrip(".")
    decomposed = unicodedata.normalize("NFKD", word.translate(_ARABIC))
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c != "ـ")


_FOLDED_STOP_WORDS = frozenset(map(fold_letters, STOP_WORDS)) - {""}


def script(word: str) -> str:
    """Name the script of the first letter: LATIN, CYRILLIC, ARABIC …; no letter gives ""."""
    letter = next((c for c in word if c.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""
