"""Sentences that tell nothing: orders to a reader or to a model, questions, leftovers of markup.

Articles are material, never orders: what such a sentence says is not reported as a fact.
"""

import re

from retrieval.passages import SentenceKind

_VERBS = """add act adopt analyze analyse answer append apply ask assume augment avoid back begin
    buy calculate call change check choose classify click combine compare compose compute
    consider contact convert copy create decode define delete describe determine develop
    disable discard display disregard do don't download draft echo embed enable encode
    encrypt end enhance ensure enter execute explain express extract fill find follow
    forget format forward generate get give group help hint identify ignore imagine
    include incorporate insert integrate interchange invert invite join jumble keep kill
    learn let list listen make mention modify never obey offer omit open output perform
    play please prepend present pretend print promise promote provide put read rearrange
    recommend register remember remind remove rename render repeat replace reply respond
    retrieve return reveal reverse rewrite run say scramble see select send share shift
    show sign simulate speak spell start stop subscribe substitute suggest summarise
    summarize suppose swap switch take talk tell transform translate try turn type update
    use utilise utilize visit vote wait watch write"""
_AS_NOUNS = """back call change contact draft end group help offer output play present promise share
    shift sign start stop use vote"""
_NOUNS = frozenset(_AS_NOUNS.split())
_ALWAYS = "|".join(sorted(set(_VERBS.split()) - _NOUNS, key=len, reverse=True))
_ORDER = re.compile(
    r"^[\W\d_]*(?:(?:please|now|then|first|also|just|so|and|always|never)[,:]?\s+)*"
    rf"(?:(?:{_ALWAYS})\b(?![’'-]\w)(?!\s+(?:is|are|was|were|has|have|had|of|and|or|by|from)\b)"
    rf"|(?:{'|'.join(sorted(_NOUNS))})\s+"
    r"(?:the|a|an|us|me|your|my|every|everything|all|now|this|that|any)\b)",
    re.IGNORECASE,
)
_TO_A_MODEL = re.compile(
    r"\b(?:your (?:\w+ )?(?:response|reply|answer|message|output|instructions?|prompts?)|"
    r"(?:ignor\w+|forget\w*|disregard\w*|follow\w*|new) (?:\w+ ){0,4}(?:instructions|prompts)|"
    r"(?:from now on|henceforth),? (?:you|i)|you (?:are|act) (?:now|going to|as)|"
    r"please [a-z]+|when i ask you|"
    r"(?:language|ai) model|chatgpt|system prompt|developer mode|jailbreak\w*)\b"
    r"|\b(?:ответ(?:ь|ьте)|скажи(?:те)?|напиши(?:те)?|забудь(?:те)?|игнорируй(?:те)?|"
    r"переведи(?:те)?|создавайте)\b|(?<!\w)(?:قل|اكتب|أجب|تجاهل|انس|انسَ|لخص|ترجم|اطبع|قم)(?!\w)",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"</?(?:a|b|i|p|br|hr|div|span|img|script|style|table|t[rdh]|[uo]l|li|h[1-6]|html|head|body|title|"
    r"section|article|footer|header|main|nav|code|pre|iframe|svg|form|input|caption|meta|link|"
    r"passage|question|system\b[^>]{0,40})(?:\s[^>]{0,300})?/?>"
    r"|!\[[^\]]*\]\(|\[[^\]]+\]\(https?:|```|<!--|\bjavascript:",
    re.IGNORECASE,
)
_PART = re.compile(r"(?<=[.!?:؟])[\"”’»)]*\s+(?=[\"“«'(]*\w)|\s*\|\s*|(?<=\w):\s+(?=[A-Z])")
_ASKS = re.compile(r"[?؟][\"”’»)]*$")
_PERSON = re.compile(
    r"(?<!War )(?<!Part )\b(?:I|me|my|mine|myself|you|your|yours|yourself)\b"
    r"|I[’']m\b|\b[Yy]ou[’']\w+"
    r"|\b(?:You|Your|My)\b|(?<!\w)(?:я|мой|моя|мне|вы|вам|ваш\w*|ты|тебе|твой)(?!\w)"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’")


def is_not_evidence(words: str, kind: SentenceKind = SentenceKind.SENTENCE) -> bool:
    """Tell whether a sentence of an article is, or contains, an order, a question, or markup.

    What lists and tables recommend ("Diversify defense options") is no order to a reader; a row
    that begins with one is.
    """
    parts = _PART.split(words)
    if any(pattern.search(part) for part in parts for pattern in (_TO_A_MODEL, _MARKUP, _ASKS)):
        return True
    if kind is SentenceKind.ROW:
        parts = [part for part in parts if part.strip()][:1]
    return kind is not SentenceKind.ITEM and any(_ORDER.search(part) for part in parts)


def addresses_reader(claim: str) -> bool:
    """Tell whether a claim says "I" or "you" in its own words: it reports no article then."""
    return bool(_PERSON.search(_QUOTED.sub(" ", claim)) or is_not_evidence(claim))
