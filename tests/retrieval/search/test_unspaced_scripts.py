"""A question in a script without spaces finds its article by its words, with the usual embedder."""

import json
import re
import tomllib
from collections.abc import Iterator

import pytest

from retrieval.index.folder_seals import seal_folder
from retrieval.index.home_folder import Home, Indexes
from retrieval.ingest.doctor import examine
from retrieval.ingest.rebuild import rebuild
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher
from tests.support.corpus import Corpus, Write
from tests.support.places import ROOT
from tests.support.processes import Majlis

NEWS = tomllib.loads((ROOT / "tests" / "data" / "news.toml").read_text("utf-8"))
QUESTIONS = {
    "zh": [
        "磨坊是哪一年建的？", "渡船几天没有来？", "新码头有多长？", "学生采摘了多少吨苹果？",
        "山里什么时候下雪？", "科学家在湖底发现了什么？", "玫瑰街的居民要求什么？",
        "旧桥为什么对卡车关闭？",
    ],
    "ja": [
        "水車小屋はいつ建てられましたか。", "渡し船は何日来なかったか。",
        "岸壁の長さは何メートルですか。",
        "生徒たちはリンゴを何トン集めましたか。", "山で雪が降ったのはいつですか。",
        "研究者たちは湖の底で何を見つけましたか。", "バラ通りの住民は何を求めていますか。",
        "市議会はなぜ橋をトラックに閉じたのですか。",
    ],
    "th": [
        "โรงสีสร้างขึ้นในปีใด", "เรือข้ามฟากไม่มากี่วัน", "ท่าเทียบเรือใหม่ยาวกี่เมตร",
        "นักเรียนเก็บแอปเปิลได้กี่ตัน", "หิมะตกบนภูเขาเมื่อไร", "นักวิทยาศาสตร์พบอะไรที่ก้นทะเลสาบ",
        "ชาวบ้านถนนกุหลาบขออะไร", "ทำไมสภาเมืองปิดสะพานเก่า",
    ],
}  # fmt: skip


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels) -> Corpus:
    return Corpus(home, models)


def add_news(corpus: Corpus, write: Write, language: str) -> None:
    for number, text in enumerate(NEWS[language]):
        folder = write(f"{number}.txt", text).parent
    corpus.add(folder)


def first_documents(corpus: Corpus, language: str) -> Iterator[str]:
    searcher = Searcher(corpus.home, corpus.models)
    for question in QUESTIONS[language]:
        yield searcher.search(question)[0].document.id
    searcher.close()


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_right_article_is_first(corpus: Corpus, write: Write, language: str) -> None:
    add_news(corpus, write, language)
    assert [*first_documents(corpus, language)] == [f"{number}.txt" for number in range(8)]
    assert examine(corpus.home) == []


def age(home: Home) -> None:
    """Make an index as older versions made it: a term for each run of letters."""
    indexes = Indexes(home.index)
    stored = home.catalog.passages(home.catalog.all_ids()).items()
    texts = [(number, home.catalog.document(each.passage.document_id)) for number, each in stored]
    rows = [(number, re.findall(r"\w+", document.text)) for number, document in texts if document]
    indexes.keywords.put(rows, drop=[])
    indexes.close()
    seal_folder(home.index)
    home.catalog.set_setting("terms", "1")


def test_an_older_index_is_made_anew_by_the_next_command_that_writes(
    corpus: Corpus, write: Write
) -> None:
    add_news(corpus, write, "zh")
    age(corpus.home)
    assert [*first_documents(corpus, "zh")] != [f"{number}.txt" for number in range(8)]
    problem = "An older majlis made the keyword index; the next command that writes makes it anew."
    assert examine(corpus.home) == [problem]
    corpus.sync()
    assert examine(corpus.home) == []
    assert [*first_documents(corpus, "zh")] == [f"{number}.txt" for number in range(8)]


def test_an_older_index_is_made_anew_before_a_question(corpus: Corpus, write: Write) -> None:
    add_news(corpus, write, "zh")
    age(corpus.home)
    ran = Majlis(corpus.home.path).run("search", "新码头有多长？", "--limit", "1", "--json")
    assert ran.stderr == "Making the keyword index anew for this version of majlis …\n"
    assert json.loads(ran.stdout)["hits"][0]["document"] == "2.txt"
    again = Majlis(corpus.home.path).run("search", "新码头有多长？", "--limit", "1", "--json")
    assert (again.stdout, again.stderr) == (ran.stdout, "")


def test_an_older_index_is_made_anew_by_rebuild(
    corpus: Corpus, write: Write, models: EmbeddingModels
) -> None:
    add_news(corpus, write, "th")
    age(corpus.home)
    rebuild(corpus.home, models)
    assert examine(corpus.home) == []
    assert [*first_documents(corpus, "th")] == [f"{number}.txt" for number in range(8)]
