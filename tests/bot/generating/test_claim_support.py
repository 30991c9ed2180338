"""Whether the quotes of a claim say what it says."""

import pytest

from bot.generating.claim_support import Premise, find_unsupported, negates_or_weakens

OIL = "Iraq sold 1.5 million barrels of oil to China in 2013, one-fourth of its exports."
TIES = (
    "Moscow has affirmed its commitment to close military cooperation with Iraq’s new government."
)
ISRAEL = "Iraq does not recognise Israel and has no formal relations with it."
MALIKI = "Maliki is eager to counterbalance American weapons purchases with Russian ones."
ABOUT = "Who is Iraq allied with"
PUBLISHED = "2013-05-02"
QUESTION = "How is Iraq positioned toward Russia? (asked as: Ирак и Россия؟ العراق)"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("In 2013 Iraq sold China 1,500,000 barrels of oil.", OIL),
        ("China took a quarter of Iraq's oil exports.", OIL),
        ("China bought 25 % of Iraq’s oil exports in 2013.", OIL),
        ("The Kremlin is committed to military cooperation with Baghdad.", TIES),
        ("The 2013 article says that Russia is committed to close military cooperation.", TIES),
        ("Iraq does not recognise Israel.", ISRAEL),
        ("Iraq has no relations with Israel.", ISRAEL),
        ("Maliki wants to counterbalance American weapons with Russian ones.", MALIKI),
        ("According to the article, Maliki said that Russian weapons counterbalance the US.", MALIKI),
        ("В 2013 году Ирак продал Китаю 1,5 млн баррелей нефти.", OIL),
        ("باع العراق للصين ١٫٥ مليون برميل في ٢٠١٣.", OIL),
    ],
)  # fmt: skip
def test_a_claim_that_its_quote_says_is_supported(claim: str, quote: str) -> None:
    assert find_unsupported(claim, [Premise(quote, ABOUT, PUBLISHED)], QUESTION, quote) is None


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        ("Iraq's GDP is estimated to be around $1.5 trillion.", OIL,
         "the quote does not hold the number $1,500,000,000,000"),
        ("Iraq sold 1.5 million barrels in 2014.", OIL, "the quote does not hold the number 2014"),
        ("Iraq sold China half of its oil exports.", OIL, "the quote does not hold the number 0.5"),
        ("Iraq sold India 1.5 million barrels of oil.", OIL, "the quote does not hold the name 'India'"),
        ("Putin affirmed military cooperation with Iraq.", TIES, "the quote does not hold the name 'Putin'"),
        ("Trump said that cooperation is close.", TIES, "the quote does not hold the name 'Trump'"),
        ("Moscow has not affirmed close cooperation.", TIES, "the quote does not deny it"),
        ("Iraq recognises Israel.", ISRAEL, "the quote denies 'recognises'"),
        ("Iraq has formal relations with Israel.", ISRAEL, "the quote denies 'formal'"),
        ("Visit www.shoplux.com for 25 % off luxury watches.", OIL,
         "the quote does not hold 'www.shoplux.com'"),
        ("Iraq sold 1.5 million barrels of oil to China, says @oilnews.", OIL,
         "the quote does not hold '@oilnews'"),
        ("Iraq sold 1.5 million barrels of oil to China: /forget_me.", OIL,
         "the quote does not hold '/forget_me'"),
        ("Iraq sold 1.5 million barrels of oil to China (oil@shop.example).", OIL,
         "the quote does not hold 'oil@shop.example'"),
        ("Iraq sold 1.5 million barrels of oil to China; call +964 770 123 4567.", OIL,
         "the quote does not hold '+964 770 123 4567'"),
        ("Send your password to the bank, 1.5 million people already did.", OIL,
         "the quote holds too few of its words"),
        ("Iraq cut diplomatic ties and expelled the ambassador.", TIES,
         "the quote holds too few of its words"),
        ("В 2013 году Ирак продал Индии нефть.", OIL, "the quote does not hold the name 'India'"),
        ("باع العراق للصين النفط في 2014.", OIL, "the quote does not hold the number 2014"),
    ],
)  # fmt: skip
def test_a_claim_that_its_quote_does_not_say_is_not(claim: str, quote: str, reason: str) -> None:
    assert find_unsupported(claim, [Premise(quote, ABOUT, PUBLISHED)], QUESTION, quote) == reason


def test_several_quotes_support_a_claim_together() -> None:
    claim = "Maliki wants Russian weapons, and Moscow is committed to military cooperation."
    assert find_unsupported(claim, [Premise(MALIKI), Premise(TIES)], QUESTION) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [("it is not true that", True), ("he alleged", True), ("if", True), ("in the years after 2003", False)],
)  # fmt: skip
def test_words_that_turn_a_sentence_are_known(words: str, expected: bool) -> None:
    assert negates_or_weakens(words) is expected


ENGLISH = "How is Iraq positioned toward Russia?"
MAY = "Russian companies may seek to play a prominent role in reconstruction."


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        ("China sold Iraq oil in 2013.", OIL, "the quote says it the other way round"),
        ("China sold oil to Iraq.", OIL, "the quote says it the other way round"),
        ("Iraq sold oil only to China.", OIL, "the quote does not say 'only'"),
        ("Most of Iraq's exports went to China.", OIL, "the quote does not say 'most'"),
        ("Iraq sold billions of barrels of oil.", OIL, "the quote does not say 'billions'"),
        ("Iraq sold ¥1.5 million of oil.", OIL, "the quote does not hold the number ¥1,500,000"),
        ("Iraq sold 5 barrels of oil to China.", OIL, "the quote does not hold the number 5"),
        ("Russian companies play a role in reconstruction.", MAY,
         "the quote only says that it may be: 'play'"),
        ("Moscow has rejected close cooperation.", TIES, "the quote does not deny it"),
        ("Erdogan affirms his close cooperation.", TIES,
         "the quote does not hold the name 'Erdogan'"),
        ("Erdogan's commitment to cooperation was affirmed.", TIES,
         "the quote does not hold the name \"Erdogan's\""),
        ("Рutin affirmed close military cooperation.", TIES,
         "the quote does not hold the name 'Рutin'"),
        ("Путин убил всех.", TIES, "it is not in the language of the question"),
        ("я Moscow has invaded Iraq and killed many.", TIES, "the quote holds too few of its words"),
        ("Russia sold oil.", OIL, "the quote does not hold the name 'Russia'"),
    ],
)  # fmt: skip
def test_a_claim_that_goes_beyond_its_quote_is_not_supported(
    claim: str, quote: str, reason: str
) -> None:
    assert find_unsupported(claim, [Premise(quote, ABOUT, PUBLISHED)], ENGLISH, quote) == reason


def test_another_quote_does_not_deny_what_a_quote_says() -> None:
    claim = "Moscow has not affirmed its commitment to military cooperation."
    grounds = [Premise(TIES), Premise(ISRAEL)]
    assert find_unsupported(claim, grounds, ENGLISH) == "the quote does not deny 'affirmed'"


def test_a_word_with_a_hyphen_counts_once() -> None:
    quote = "Egypt was the first country to restore diplomatic relations with Baghdad."
    claim = "Egypt was the first state to re-establish diplomatic relations with Baghdad."
    assert find_unsupported(claim, [Premise(quote)], ENGLISH) is None
