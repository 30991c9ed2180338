"""Requests about the last answer, in words: "show quote 2", "who disagrees?", "shorter".

Only whole sentences of these forms are requests: "What is the source of the conflict?" is none.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

LAST = -1  # the number of "the last one"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": LAST}
_POINT = r"(?:quote|quotation|citation|statement|sentence|source|passage|number|point|no\.?)"
_NUMBER = (
    rf"(?:(?:the |{_POINT} |number )*\[?#?(\d{{1,3}})\]?"
    rf"|the ({'|'.join(_ORDINALS)})(?: (?:one|{_POINT}))?)"
)
_SHOW = (
    r"(?:(?:please )?(?:can you |could you )?(?:show|give|read|display|print|see|open)(?: me)? )"
)
_IT = r"(?:this|that|it|these|those|the same|this one|that one|the answer)"
_ABOUT_IT = rf"(?: (?:about|on|of|to) {_IT})?"
_THIS = r"(?:this|that)(?: one| quote)?"
_SAYS = r"(?:disagrees?|differs?|says? otherwise)"
_LANGUAGES = (
    r"arabic|russian|english|french|german|spanish|turkish|persian|farsi|kurdish|chinese|hebrew|"
    r"italian|portuguese|ukrainian|hindi|urdu|japanese|korean|polish|dutch"
)


class RequestKind(StrEnum):
    """What can be wished for of an answer."""

    QUOTE = "quote"
    SOURCE = "source"
    CONTEXT = "context"
    MORE = "more"
    OTHERS = "others"
    SILENT = "silent"
    SHORTER = "shorter"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Request:
    """A wish, and the number of the quote it is about: 0 if none was named, LAST for the last."""

    kind: RequestKind
    number: int = 0


_FORMS = tuple(
    (wish, re.compile(rf"(?:(?:and|ok|okay|now|then|please|yes)[, ]+)*(?:{form})", re.IGNORECASE))
    for wish, form in (
        (RequestKind.CONTEXT, rf"{_SHOW}?(?:some |a little )?(?:more |the )?(?:context|surroundings)"
                       rf"(?: (?:for|of|around|to) (?:{_NUMBER}|{_IT}))?"),
        (RequestKind.CONTEXT, rf"(?:expand|what (?:stands|comes) (?:around|before|after)) {_NUMBER}"),
        (RequestKind.SOURCE, rf"(?:{_SHOW}|what(?: is|['’]s| are) )?(?:the |your )?sources?"
                      rf"(?: (?:of|for|to) (?:{_NUMBER}|{_IT}))?"),
        (RequestKind.SOURCE, rf"(?:where|(?:which|what) article) (?:is|does|did) (?:{_NUMBER}|{_THIS})"
                      r" (?:come )?from"),
        (RequestKind.QUOTE, rf"{_SHOW}(?:the )?(?:full |whole |exact )?{_NUMBER}"),
        (RequestKind.QUOTE, rf"{_POINT} \[?(\d{{1,3}})\]?"),
        (RequestKind.MORE, rf"{_SHOW}?(?:something |anything )?(?:more|similar)(?: quotes| passages)? "
                    rf"(?:like|to|of) (?:{_NUMBER}|{_IT})"),
        (RequestKind.MORE, r"(?:(?:tell|show) me )?(?:some )?more|go on|continue|(?:what|anything) else"),
        (RequestKind.MORE, rf"(?:find |anything )similar(?: to (?:{_NUMBER}|{_IT}))?"),
        (RequestKind.OTHERS, r"disagree|(?:who|does (?:anyone|anybody|any article)|do any(?: articles)?|"
                      rf"which articles?) {_SAYS}(?: with {_IT})?"),
        (RequestKind.OTHERS, rf"what (?:do|does) (?:the )?others?(?: articles| sources)? say{_ABOUT_IT}"),
        (RequestKind.OTHERS, rf"(?:any|are there(?: any)?) other (?:views|opinions|articles){_ABOUT_IT}"),
        (RequestKind.SILENT, rf"(?:which|what) articles? (?:say|says) nothing{_ABOUT_IT}"),
        (RequestKind.SILENT, rf"(?:which|what) articles? (?:do(?:es)? not|do(?:es)?n['’]t) "
                      rf"(?:mention|discuss|cover|say anything about) {_IT}"),
        (RequestKind.SHORTER, r"(?:make it |make that |say it |a bit |much |even )*(?:shorter|briefer)"),
        (RequestKind.SHORTER, rf"shorten(?: {_IT})?|tl;?dr|in short|be brief|briefly|too long"),
        (RequestKind.LANGUAGE, rf"(?:(?:translate|say|show|give)(?: me)?(?: {_IT})? )?(?:in|into|to) "
                        rf"(?:{_LANGUAGES})"),
    )
)  # fmt: skip


def parse_request(words: str) -> Request | None:
    """Tell what is wished for of the last answer; None for a question."""
    plain = re.sub(r"(?:[,\s]+please)?[\s?.!…]*$", "", " ".join(words.split()))
    for wish, form in _FORMS:
        if match := form.fullmatch(plain):
            return Request(wish, _number([group for group in match.groups() if group]))
    return None


def _number(groups: list[str]) -> int:
    if not groups:
        return 0
    return int(groups[0]) if groups[0].isdigit() else _ORDINALS[groups[0].lower()]
