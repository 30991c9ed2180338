"""Names of other scripts, read as terms that the articles hold."""

import importlib.util

import pytest

from retrieval.language.foreign_names import NameReader, consonants
from retrieval.language.words import terms

ARTICLES = """Iraq Russia Russian Kirkuk Baghdad Moscow the United States and the US Turkey Putin
    Washington Peyton Manning Panthers Pittsburgh Syria China Khamenei Hamburg Africa museum"""
with_anyascii = pytest.mark.skipif(
    importlib.util.find_spec("anyascii") is None, reason="anyascii is not installed"
)


@pytest.fixture(scope="module")
def names() -> NameReader:
    return NameReader(terms(ARTICLES))


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("كيف هو موقف العراق تجاه روسيا؟", {"العراق": ("iraq",), "روسيا": ("russia",)}),
        ("العلاقات الروسية وبغداد", {"الروسية": ("russian",), "وبغداد": ("baghdad",)}),
        ("Что Ирак отправил в Сирию?", {"Ирак": ("iraq",), "Сирию": ("syria",)}),
        ("Турция и Москва", {"Турция": ("turkey",), "Москва": ("moscow",)}),
        (
            "ما موقف الولايات المتحدة من الصين؟",
            {"الولايات المتحدة": ("unit", "state", "usa"), "الصين": ("china",)},
        ),
        ("Как дела в Соединенных Штатах?", {"Соединенных Штатах": ("unit", "state", "usa")}),
        ("How is Iraq positioned toward Russia?", {}),
        ("", {}),
    ],
)
def test_what_the_tables_list_is_read_as_the_articles_say_it(
    names: NameReader, question: str, read: dict[str, tuple[str, ...]]
) -> None:
    assert names.read(question) == read


@with_anyascii
@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("Киркуке", ("kirkuk",)),
        ("Путина", ("putin",)),
        ("Вашингтоном", ("washington",)),
        ("Пэнтерс", ("panther",)),
        ("Хаменеи", ("khamenei",)),
        ("كركوك", ("kirkuk",)),
        ("وكركوك", ("kirkuk",)),
        ("بيتسبرغ", ("pittsburgh",)),
        ("музей", ()),
        ("كتب", ()),
        ("Якутск", ()),
    ],
)
def test_other_names_are_read_by_their_consonants(
    names: NameReader, word: str, read: tuple[str, ...]
) -> None:
    assert names.read(f"в {word}").get(word, ()) == read


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("Kirkuk", "krkk"),
        ("Pittsburgh", "bsbrk"),
        ("Phoenix", "fnks"),
        ("Cicero", "ssr"),
        ("Shchukin", "jkn"),
        ("Aoi", ""),
    ],
)
def test_a_word_is_known_by_what_survives_of_its_sound(word: str, sounds: str) -> None:
    assert consonants(word) == sounds
