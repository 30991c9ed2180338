"""What kind of answer a question asks for, told by its words."""

import re
from enum import StrEnum


class Asked(StrEnum):
    """The shape of the answer that a question asks for."""

    FACT = "fact"
    LIST = "list"
    POSITION = "position"


_POSITION = re.compile(
    r"\b(?:how (?:is|are|does|do|did|has|have|was|were)\b.*\b(?:position|stand|toward|relat|regard|view|see|seen|"
    r"treat|approach|handle|respond|react|affect|influence|balanc|chang|deal|feel|think)"
    r"|(?:position|stance|attitude|posture|policy|policies|relations?|relationship|ties|view|"
    r"opinion|role|influence|state|status|situation|impact|effects?|implications?|consequences?|"
    r"significance|importance|future|outlook|prospects|history|background)\b"
    r"|compare|comparison|differ|differences?|versus|\bvs\b|similarit|between\b.*\band\b"
    r"|^(?:why|explain|describe|discuss|summari[sz]e|tell me|what about|how come)\b"
    r"|отношен|позици|почему|как относится|موقف|علاق|لماذا)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:list|which (?:countries|states|steps|companies|areas|sectors|groups|factors)|"
    r"what (?:are|were) (?:the |some |all |iraq\S* |its |their )?(?:\w+ ){0,4}\w+s\b|"
    r"what (?:\w+ )?(?:steps|measures|factors|reasons|benefits|challenges|recommendations|risks|"
    r"projects|ways|examples|actions|strategies|elements|countries|goals|interests|sectors)|"
    r"name (?:all|the|some)|all the|какие|перечисл|ما هي)\b",
    re.IGNORECASE,
)


def asked(question: str) -> Asked:
    """Tell the shape of the answer that a question asks for."""
    if _LIST.search(question):
        return Asked.LIST
    if _POSITION.search(question):
        return Asked.POSITION
    return Asked.FACT
