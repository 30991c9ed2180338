import json
from collections import Counter

import pytest

from bot.app import App
from bot.ask_options import AskOptions
from bot.checking.check_report import CheckReport, SentenceCheck, Verdict
from bot.checking.check_text import SENTENCES, states_something
from bot.checking.contradictions import Contradiction, find_contradiction
from bot.conversing.validate_question import QuestionError
from bot.generating.claim_support import Premise
from bot.rendering.check_lines import check_json, check_lines, check_text_plain
from bot.rendering.messages import cited_lines
from retrieval.pause import pausing_while
from tests.support.places import SEEDS_FOLDER
from tests.support.processes import Majlis
from tests.support.seed_articles import JORDAN_EXPORTS_SPAN
from tests.tools.check_sentences import FALSE, TRUE, UNRELATED

TEXT = (
    "Hello all! Baghdad has reactivated its cooperation with Interpol. "
    "A third of Jordan's industrial exports go to Iraq.\n"
    "Brazil won the football world cup five times. Is this true?"
)
QUOTE = "Jordan already receives some oil from Iraq, and one-fourth of Jordanian industrial exports go to Iraq."  # noqa: E501 - a quote stands as it is


@pytest.fixture(scope="module")
def checked(seeded: App) -> CheckReport:
    return seeded.assistant.check(TEXT)


def verdicts(seeded: App, sentences: list[str]) -> Counter[Verdict]:
    return Counter(seeded.assistant.check(each).sentences[0].verdict for each in sentences)


def test_each_sentence_has_its_verdict_and_its_place(checked: CheckReport) -> None:
    assert [each.verdict.value for each in checked.sentences] == [
        "no claim", "supported", "contradicted", "unsupported", "no claim",
    ]  # fmt: skip
    assert [TEXT[each.start : each.end] for each in checked.sentences] == [
        each.text for each in checked.sentences
    ]
    assert [each.citations for each in checked.sentences] == [(), (1,), (2,), (), ()]
    for citation in checked.citations:
        quote = citation.quote
        article = (SEEDS_FOLDER / quote.document_id).read_bytes().decode()
        assert article[quote.start : quote.end] == quote.text
    assert checked.citations[1].quote.text == QUOTE


def test_a_check_pauses_while_somebody_waits_for_an_answer(seeded: App) -> None:
    looks = iter([True, True, True])
    with pausing_while(lambda: next(looks, False)):
        report = seeded.assistant.check(TEXT)
    assert not list(looks) and report == seeded.assistant.check(TEXT)


def test_true_sentences_are_never_contradicted_and_false_ones_never_supported(
    seeded: App,
) -> None:
    assert verdicts(seeded, TRUE) == {Verdict.SUPPORTED: 38, Verdict.UNSUPPORTED: 7}
    assert verdicts(seeded, FALSE) == {Verdict.CONTRADICTED: 27, Verdict.UNSUPPORTED: 18}
    assert verdicts(seeded, UNRELATED) == {Verdict.UNSUPPORTED: 30}


@pytest.mark.parametrize(
    ("claim", "quote", "difference"),
    [
        (
            "The bridge has 40 arches.", "The bridge of Varna has 70 arches and two towers.",
            Contradiction("number", "40", "70"),
        ),
        (
            "The bridge opened on May 3.", "The bridge opened on May 9 with 3 speeches.",
            None,
        ),
        (
            "Varna is the third-largest port of the sea.",
            "It is known that Varna is the second-largest port of the sea.",
            Contradiction("number", "third", "second"),
        ),
        (
            "The bridge was built by Ana Petrova in stone.",
            "The bridge was built by Ivan Kolev in stone.",
            Contradiction("name", "Ana Petrova", "Ivan Kolev"),
        ),
        (
            "Varna did not sell bread abroad last winter.",
            "Last winter the bakers of Varna sell bread abroad.",
            Contradiction("negation"),
        ),
        (
            "The bakers sell bread abroad last winter.",
            "The bakers did not sell bread abroad last winter.",
            Contradiction("negation"),
        ),
        (
            "The strike is likely to spread to bakers.",
            "The strike is unlikely to spread to bakers.",
            Contradiction("negation"),
        ),
        (
            "China sold Iraq much cheap oil.", "Iraq sold much cheap oil to China.",
            Contradiction("roles"),
        ),
        ("The bridge has 70 arches.", "The bridge has 70 arches.", None),
        ("The bridge has 40 arches.", "The bridge has 70 towers.", None),
        ("Bakers of Ruse burn rye.", "Only bakers of Varna or Sofia burn rye.", None),
        ("The mayor opened a school.", "This is not the school that the mayor opened.", None),
    ],
)  # fmt: skip
def test_what_a_quote_says_otherwise_is_named_or_nothing_is(
    claim: str, quote: str, difference: Contradiction | None
) -> None:
    assert find_contradiction(claim, Premise(quote)) == difference


def test_a_name_that_stands_around_the_quote_is_no_contradiction() -> None:
    claim, quote = "The bridge was built by Ana Petrova.", "The bridge was built by Ivan Kolev."
    assert find_contradiction(claim, Premise(quote)) == Contradiction(
        "name", "Ana Petrova", "Ivan Kolev"
    )
    assert find_contradiction(claim, Premise(quote, around=f"{quote} So was Ana Petrova.")) is None


@pytest.mark.parametrize(
    ("sentence", "claimed"),
    [
        ("Jordan took in many refugees.", True),
        ("Who took in refugees?", False),
        ("Thank you for the report!", False),
        ("I think that Jordan took in refugees.", False),
        ("In our view Jordan took in refugees.", False),
        ("Read this report about Jordan now.", False),
        ("Very bad.", False),
    ],
)
def test_only_what_states_something_is_looked_up(sentence: str, claimed: bool) -> None:
    assert states_something(sentence) is claimed


def test_a_link_and_another_language_claim_nothing(seeded: App) -> None:
    text = "https://example.org/iraq-and-jordan-exports\nИордания приняла много беженцев из Ирака."
    sentences = seeded.assistant.check(text).sentences
    assert [(each.verdict.value, each.why) for each in sentences] == [
        ("no claim", "it claims nothing that could be looked up"),
        ("no claim", "the built-in model does not read its language"),
    ]


def test_of_a_long_text_the_rest_is_said_to_be_unread(seeded: App) -> None:
    checked = seeded.assistant.check("Who?\n" * (SENTENCES + 3))
    assert (len(checked.sentences), checked.unchecked) == (SENTENCES, 3)
    assert check_text_plain(checked).splitlines()[-1] == "3 more sentences were not checked."


def test_a_text_that_is_no_text_cannot_be_checked(seeded: App) -> None:
    with pytest.raises(QuestionError, match="The text is empty"):
        seeded.assistant.check(" ")
    with pytest.raises(QuestionError, match="The text has 30,000 characters; 20,000 is the most"):
        seeded.assistant.check("x" * 30_000)


def test_numbers_and_places_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match=r"numbers \[1\] cite \[\]"):
        CheckReport("a", (SentenceCheck("a", 0, 1, Verdict.SUPPORTED, citations=(1,)),), ())
    with pytest.raises(ValueError, match="no part of the text"):
        CheckReport("a", (SentenceCheck("b", 0, 1, Verdict.NO_CLAIM),), ())


def test_the_lines_repeat_each_sentence_and_quote_word_for_word(
    seeded: App, checked: CheckReport
) -> None:
    lines = list(check_lines(checked))
    assert lines[3:6] == [
        (
            "note",
            "“A third of Jordan's industrial exports go to Iraq.” — the articles say otherwise"
            " (one-fourth, not A third):",
        ),
        ("statement", f"{QUOTE} [2]"),
        (
            "note",
            "“Brazil won the football world cup five times.” — no sentence of the articles was"
            " found that says so.",
        ),
    ]
    russian = list(check_lines(seeded.assistant.check(TEXT, AskOptions(language="ru"))))
    assert russian[3][1] == (
        "«A third of Jordan's industrial exports go to Iraq.» — в статьях сказано иначе"
        " (one-fourth, а не A third):"
    )
    assert russian[4] == lines[4]


def test_a_chat_shows_the_same_lines_with_the_sources(checked: CheckReport) -> None:
    shown = [
        "".join(piece.text for piece in line) for line in cited_lines(check_lines(checked), checked)
    ]
    assert shown[: len(list(check_lines(checked)))] == [text for _, text in check_lines(checked)]
    assert shown[-1] == f"[2] Who is iraq allies with  {JORDAN_EXPORTS_SPAN}"
    assert check_text_plain(checked).splitlines()[-1].split() == shown[-1].split()


def test_as_json_it_holds_verdicts_and_citations(checked: CheckReport) -> None:
    fields = json.loads(json.dumps(check_json(checked)))
    assert fields["sentences"][2] == {
        "text": "A third of Jordan's industrial exports go to Iraq.", "start": 66, "end": 116,
        "verdict": "contradicted", "why": "one-fourth, not A third", "citations": [2],
    }  # fmt: skip
    assert (fields["schema_version"], fields["unread"]) == (1, 0)
    assert [each["quote"] for each in fields["citations"]][1] == QUOTE


def test_the_command_checks_an_argument_and_standard_input(seeded: App) -> None:
    majlis = Majlis(seeded.home.path)
    ran = majlis.run("check", "Who?")
    assert (ran.returncode, ran.stdout) == (
        3, "“Who?” — not checked: it claims nothing that could be looked up.\n",
    )  # fmt: skip
    process = majlis.start("check", "-", "--json")
    out, _ = process.communicate(TEXT, timeout=60)
    assert process.returncode == 0
    assert [each["verdict"] for each in json.loads(out)["sentences"]][1:3] == [
        "supported", "contradicted",
    ]  # fmt: skip
    ran = majlis.run("check")
    assert (ran.returncode, ran.stderr.splitlines()[-1]) == (
        2,
        'Error: No text was given; write it behind the command, or "-" to read it.',
    )
