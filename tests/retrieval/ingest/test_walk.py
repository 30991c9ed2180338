"""A link is followed inside of what was added, and named where it leads out of it or nowhere."""

from pathlib import Path

import pytest

from retrieval.formats.recognize import SUFFIXES
from retrieval.index.home_folder import Home
from retrieval.ingest.walk import Walk, walk
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import COMET, HERON, LATHE, Corpus, Write

OUT = "it is a link that leads out of what was added"
NOWHERE = "it is a link that leads nowhere"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder in which links may be made."""
    made = tmp_path / "in"
    made.mkdir()
    try:
        (made / "try").symlink_to("nothing")
    except OSError:
        pytest.skip("links are not allowed here")
    (made / "try").unlink()
    return made


def put(path: Path, text: str = HERON) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def names(walked: Walk, folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the files and the skipped links, by their names in the folder."""
    files = [path.relative_to(folder).as_posix() for path in walked.files]
    skipped = [
        (Path(each.source).relative_to(folder).as_posix(), each.reason) for each in walked.skipped
    ]
    return files, skipped


def test_each_file_counts_once_however_many_links_lead_to_it(folder: Path) -> None:
    put(folder / "deep" / "a.txt")
    (folder / "all").symlink_to(folder)
    (folder / "deep" / "up").symlink_to("..")
    (folder / "again").symlink_to("deep")
    (folder / "b.txt").symlink_to("deep/a.txt")
    assert names(walk(folder), folder) == (["deep/a.txt"], [])


def test_what_only_a_link_makes_visible_is_found_behind_it(folder: Path) -> None:
    put(folder / ".store" / "year" / "a.txt")
    put(folder / ".annex" / "x7f3")
    (folder / "year").symlink_to(".store/year")
    (folder / "same").symlink_to(".store/year")
    (folder / "b.md").symlink_to(".annex/x7f3")
    assert names(walk(folder), folder) == (["b.md", "same/a.txt"], [])


def test_a_link_behind_a_link_is_followed_too(folder: Path) -> None:
    put(folder / ".one" / "a.txt")
    put(folder / ".two" / "b.txt")
    (folder / ".one" / "next").symlink_to("../.two")
    (folder / ".two" / "back").symlink_to("../.one")
    (folder / "one").symlink_to(".one")
    assert names(walk(folder), folder) == (["one/a.txt", "one/next/b.txt"], [])


def test_links_that_lead_out_or_nowhere_are_named(folder: Path) -> None:
    put(folder / "a.txt")
    put(folder.parent / "outside" / "b.txt")
    put(folder.parent / "outside" / "c.png")
    (folder / "archive").symlink_to("../outside")
    (folder / "b.txt").symlink_to("../outside/b.txt")
    (folder / "c.png").symlink_to("../outside/c.png")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "round").symlink_to("round")
    (folder / ".hidden").symlink_to("../outside")
    skipped = [("archive", OUT), ("b.txt", OUT), ("gone.txt", NOWHERE), ("round", NOWHERE)]
    assert names(walk(folder), folder) == (["a.txt"], skipped)


def test_a_link_that_is_added_itself_is_followed(folder: Path) -> None:
    put(folder / "a.txt")
    (folder.parent / "link").symlink_to(folder)
    walked = walk(folder.parent / "link")
    assert names(walked, folder.parent / "link") == (["a.txt"], [])


def test_add_and_sync_name_the_links_that_they_skip(
    home: Home, models: EmbeddingModels, folder: Path, write: Write
) -> None:
    corpus = Corpus(home, models)
    put(folder / "a.txt", HERON)
    outside = write("b.txt", LATHE)
    (folder / "archive").symlink_to(outside.parent)
    skipped = (str(folder / "archive"), "skipped", OUT)
    assert corpus.add(folder) == [skipped, ("a.txt", "added", "")]
    put(folder / "a.txt", COMET)
    assert corpus.sync() == [skipped, ("a.txt", "replaced", "")]
    assert corpus.found(LATHE) == []


def test_a_folder_of_links_that_lead_out_holds_no_articles(
    home: Home, models: EmbeddingModels, folder: Path, write: Write
) -> None:
    outside = write("b.txt", LATHE)
    (folder / "archive").symlink_to(outside.parent)
    assert Corpus(home, models).add(folder) == [
        (str(folder / "archive"), "skipped", OUT),
        (str(folder), "refused", f"the folder holds no articles ({', '.join(SUFFIXES)})"),
    ]


def test_the_article_of_a_link_that_was_moved_out_is_removed(
    home: Home, models: EmbeddingModels, folder: Path, write: Write
) -> None:
    corpus = Corpus(home, models)
    put(folder / "a.txt", HERON)
    put(folder / "b.txt", LATHE)
    corpus.add(folder)
    (folder / "b.txt").unlink()
    (folder / "b.txt").symlink_to(write("b.txt", LATHE))
    skipped = (str(folder / "b.txt"), "skipped", OUT)
    assert corpus.sync() == [skipped, ("a.txt", "unchanged", ""), ("b.txt", "removed", "")]
