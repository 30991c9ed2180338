"""What a question asks for: the shape of its answer, its names, the words it merely asks with."""

import re
from enum import StrEnum

from retrieval.language.words import terms

_POSITION = re.compile(
    r"\bhow (?:is|are|does|do|did|has|have|was|were)\b.*\b(?:position|stand|toward|relat|regard|"
    r"view|see|seen|treat|approach|handle|respond|react|affect|influence|balanc|chang|deal|feel|think)"
    r"|\b(?:position|stance|attitude|posture|polic(?:y|ies)|relations?|relationships?|ties|views?|"
    r"opinion|role|influence|state|status|situation|impact|effects?|implications?|consequences?|"
    r"significance|importance|future|outlook|prospects|history|background)\b"
    r"|\bhow (?:close|friendly|hostile|near|good|bad|warm|cold) (?:is|are|was|were)\b"
    r"|compare|comparison|differ|differences?|versus|\bvs\b|similarit|between\b.*\band\b"
    r"|^(?:explain|describe|discuss|summari[sz]e|tell me|what about)\b"
    r"|отношен|позици|относ[ия]тся к\b|موقف|علاق",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:list|which (?:countries|states|steps|companies|areas|sectors|groups|factors)|"
    r"what (?:are|were) (?:the |some |all |its |their |[A-Z]\w+[’']s )?(?:\w+ ){0,4}\w+s\b|"
    r"what (?:\w+ )?(?:steps|measures|factors|reasons|benefits|challenges|recommendations|risks|"
    r"projects|ways|examples|actions|strategies|elements|countries|goals|interests|sectors)|"
    r"name (?:all|the|some)|all the|какие|перечисл|ما هي)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\s*(?:why\b|for what reason|what (?:caused|led)|how come|почему|لماذا)", re.IGNORECASE
)
_ROW = re.compile(r"\btables?\b|таблиц|جدول", re.IGNORECASE)
_STANDS = re.compile(
    r"\s*how (?:is|are|was|were|does|do|did|has|have) .+\b(?:position(?:ed)?|stand|align(?:ed)?|"
    r"disposed|oriented|relate|posture|lean)\b"
    r"|\s*what (?:is|are|was|were) .+\b(?:stance|position|attitude|posture|policy) "
    r"(?:on|to|toward|towards|regarding|about|vis-a-vis)\b"
    r"|\s*how (?:close|friendly|hostile|near|good|bad|warm|cold) (?:is|are|was|were)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\s*,?\s*\b(?:according to|in|as per|as stated in|based on) (?:the|this|these|that|your) "
    r"((?:\w+ ){0,3})(?:articles?|tables?|texts?|reports?|papers?|documents?|authors?)\b\s*,?\s*",
    re.IGNORECASE,
)
_CHAT = (
    (re.compile(r"\b2\b(?=\s*\??$)|\b2\b(?=\s+[a-z])"), "to"),
    (re.compile(r"\b4\b(?=\s+[a-z])"), "for"),
    (re.compile(r"\bu\b"), "you"),
    (re.compile(r"\br\b"), "are"),
    (re.compile(r"\b(?:wat|wht)\b"), "what"),
)
_NAME = re.compile(r"\b[A-Z][\w-]*(?:\s+(?:of\s+)?[A-Z][\w-]*)*")
_NO_NAME = re.compile(
    r"(?:What|Who|Whom|Whose|Where|When|Why|How|Which|Is|Are|Was|Were|Do|Does|Did|Has|Have|Had|"
    r"Can|Could|Will|Would|Should|Tell|Describe|Explain|List|Name|Give|And|But|The|A|An|In|On|At|"
    r"According|Compare|Summarise|Summarize|I|Please|Show|If|From|To|For|Of|With)"
)

_FRAME_WORDS = """position positioned stand stance toward towards relation relations relationship
    relationships today currently nowadays these days state status role view views attitude opinion
    regard regarding respect according article articles text texts table tables say says said tell
    describe explain summarise summarize list lists name mention mentioned discuss main key major
    kind type sort way ways thing things step steps play plays think handle deal approach
    approaches know many much long often use used happen happened call called refer refers known
    give given term"""
_FRAME = frozenset(terms(_FRAME_WORDS))


_AMOUNT = re.compile(
    r"\bhow (?:many|much|long|far|old|tall|big|large|high|deep|often|fast|wide|heavy)\b"
    r"|\bwhat (?:percent|percentage|number|amount|fraction|proportion|share|age|size|height|length)"
    r"|\bnumber of\b|\bpopulation\b",
    re.IGNORECASE,
)


class AnswerType(StrEnum):
    """The shape of the answer that a question asks for."""

    FACT = "fact"
    LIST = "list"
    POSITION = "position"
    REASON = "reason"
    ROW = "row"


def classify_question(question: str) -> AnswerType:
    """Tell the shape of the answer that a question asks for."""
    if _ROW.search(question):
        return AnswerType.ROW
    if _WHY.match(question):
        return AnswerType.REASON
    if _LIST.search(question):
        return AnswerType.LIST
    if _POSITION.search(question):
        return AnswerType.POSITION
    return AnswerType.FACT


def asks_for_amount(question: str) -> bool:
    """Tell whether a question asks for a number."""
    return bool(_AMOUNT.search(question))


def is_question_word(term: str) -> bool:
    """Tell whether a term belongs to the asking and need not stand in an answer."""
    return term in _FRAME


def proper_names(text: str) -> list[str]:
    """Give the proper names of an English question in order, without their genitive."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and _NO_NAME.fullmatch(words[0]):
            words = words[1:]
        if words:
            found.append(" ".join(words))
    return found


def to_search_query(question: str) -> str:
    """Give what is searched for: the question without what only frames it.

    "According to the table, …" is left out, chat spelling is read, and "How is X positioned toward
    Y?" is looked up as what articles write: relations between X and Y.
    """
    focused = _SOURCE.sub(r" \1", question).strip() or question
    if focused[:1].islower():
        for pattern, word in _CHAT:
            focused = pattern.sub(word, focused)
    parties = list(dict.fromkeys(proper_names(focused)))
    if _STANDS.match(focused) and len(parties) == 2:
        return f"relations between {parties[0]} and {parties[1]}"
    return focused
