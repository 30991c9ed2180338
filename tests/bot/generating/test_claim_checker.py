"""Which sentences of an article prove a claim: those on the subject, and no questions."""

from bot.app import App
from bot.generating.claim_checker import MAX_DISTANCE, Checker
from bot.generating.draft import Draft
from bot.generating.sentence_labels import Claim, label_passages
from retrieval.text.passage_text import sentence_text
from tests.bot.generating.test_sentence_labels import hit

QUESTION = "How is Iraq positioned toward Russia?"
ROW = "Security Contribution: Arms sales, training programs"


def test_a_row_that_names_what_was_asked_is_on_the_subject_however_far_its_score(
    seeded: App,
) -> None:
    hits = seeded.assistant.search(QUESTION, limit=30)
    passages = label_passages(hits, len, limit=1_000_000)
    texts = {
        label: sentence_text(hit.document, sentence)
        for label, (hit, sentence) in passages.sentences.items()
    }
    row = next(label for label, text in texts.items() if "Russia" in text and "Arms sales" in text)
    other = next(label for label, text in texts.items() if text.startswith("After Morsi"))
    far = {
        (hit.passage.id, sentence.start): 2 * MAX_DISTANCE
        for hit, sentence in passages.sentences.values()
    }
    checker, draft = Checker(QUESTION, passages, far), Draft()
    assert checker.check(Claim(f"Russia — {ROW}", (row,)), draft)
    assert checker.check(Claim(texts[other], (other,)), draft) is None
    assert draft.dropped[-1].reason == "the quote has nothing to do with the question"


def test_a_pronoun_means_what_the_sentence_before_was_about() -> None:
    table = "Russia trains soldiers.\nIran guards the border of Iraq.\nIt buys oil as well."
    passages = label_passages([hit(table)], len, limit=9_999)
    checker, draft = Checker("What does Russia do for Iraq?", passages, {}), Draft()
    assert checker.check(Claim("Russia trains soldiers.", ("1.1",)), draft)
    assert checker.check(Claim("It guards the border.", ("1.2",)), draft) is None
    reason = "the quote is about something else than the sentence before"
    assert draft.dropped[-1].reason == reason
    assert checker.check(Claim("It buys oil.", ("1.3",)), draft)
    assert checker.check(Claim("Iran guards the border.", ("1.2",)), draft)
    assert checker.check(Claim("It guards the border of Iraq.", ("1.2",)), draft)


def test_a_question_beside_the_sentence_that_says_it_is_not_quoted() -> None:
    told = "Russia sells arms to Iraq."
    passages = label_passages([hit(f"Who sells arms to Iraq?\n{told}")], len, limit=9_999)
    checker, draft = Checker("Who sells arms to Iraq?", passages, {}), Draft()
    statement = checker.check(Claim(told, ("1.1", "1.2")), draft)
    assert statement and statement.citations == (1,)
    (citation,) = draft.citations.citations
    assert citation.quote.text == told
    assert checker.check(Claim("Russia sells many arms to Iraq.", ("1.1",)), draft) is None
    assert draft.dropped[-1].reason == "the quote is an order or a question"
