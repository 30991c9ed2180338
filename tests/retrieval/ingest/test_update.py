"""Articles come in, change, leave: what `add`, `sync` and `remove` report, and what is found."""

import pytest

from retrieval.index.home_folder import SEEDS, Home, seeds_folder
from retrieval.ingest.doctor import examine
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.corpus import COMET, HERON, LATHE, Corpus, Write


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels) -> Corpus:
    return Corpus(home, models)


def test_a_file_added_twice_changes_nothing_and_says_so(corpus: Corpus, write: Write) -> None:
    path = write("heron.txt", HERON)
    assert corpus.add(path) == [("heron.txt", "added", "")]
    generation = corpus.home.catalog.generation
    assert corpus.add(path) == [("heron.txt", "unchanged", "")]
    assert corpus.home.catalog.generation == generation
    assert examine(corpus.home) == []


def test_an_add_interrupted_before_its_first_file_is_not_resumed(
    home: Home, models: EmbeddingModels, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("heron.txt", HERON).parent
    set_root = home.catalog.set_root

    def interrupted(root: str, *, finished: bool) -> None:
        set_root(root, finished=finished)
        if not finished:
            raise KeyboardInterrupt

    monkeypatch.setattr(home.catalog, "set_root", interrupted)
    with Writer(home, models) as writer, pytest.raises(KeyboardInterrupt):
        add(writer, [str(folder)])
    assert home.catalog.roots() == {str(folder): True}


def test_a_changed_file_replaces_its_old_version(corpus: Corpus, write: Write) -> None:
    corpus.add(write("a.txt", HERON), write("b.txt", COMET))
    assert corpus.best(HERON) == ("a.txt", HERON)
    assert corpus.add(write("a.txt", LATHE)) == [("a.txt", "replaced", "")]
    assert corpus.best(LATHE) == ("a.txt", LATHE)
    assert corpus.found(HERON) == []
    assert examine(corpus.home) == []


def test_the_second_file_with_the_same_text_is_a_duplicate(corpus: Corpus, write: Write) -> None:
    first, second = write("a.txt", HERON), write("b.txt", HERON)
    same = ("b.txt", "duplicate", "the same text as a.txt")
    assert corpus.add(first, second) == [("a.txt", "added", ""), same]
    assert corpus.listed() == {"a.txt": "indexed", "b.txt": "duplicate"}
    assert corpus.found(HERON) == ["a.txt"]
    assert corpus.add(first.parent) == [("a.txt", "unchanged", ""), same]


def test_a_duplicate_takes_over_when_the_first_is_removed(corpus: Corpus, write: Write) -> None:
    corpus.add(write("a.txt", HERON), write("b.txt", HERON), write("c.txt", HERON))
    assert corpus.remove("a.txt") == [
        ("a.txt", "removed", ""),
        ("b.txt", "added", "in place of a.txt"),
    ]
    assert corpus.listed() == {"b.txt": "indexed", "c.txt": "duplicate"}
    assert corpus.found(HERON) == ["b.txt"]
    assert examine(corpus.home) == []


@pytest.mark.parametrize("changed", ["a.txt", "z.txt"])
def test_a_duplicate_takes_over_when_the_first_changes(
    corpus: Corpus, write: Write, changed: str
) -> None:
    corpus.add(write(changed, HERON))
    folder = write("m.txt", HERON).parent
    corpus.add(folder)
    assert corpus.listed() == {changed: "indexed", "m.txt": "duplicate"}
    write(changed, LATHE)
    assert (changed, "replaced", "") in corpus.add(folder)
    assert corpus.listed() == {changed: "indexed", "m.txt": "indexed"}
    assert (corpus.found(HERON), corpus.found(LATHE)) == (["m.txt"], [changed])
    assert examine(corpus.home) == []


def test_a_new_copy_of_what_changes_in_the_same_add_is_indexed(
    corpus: Corpus, write: Write
) -> None:
    folder = write("b.txt", HERON).parent
    corpus.add(folder)
    write("a.txt", HERON)
    write("b.txt", LATHE)
    assert corpus.add(folder) == [
        ("a.txt", "duplicate", "the same text as b.txt"),
        ("b.txt", "replaced", ""),
        ("a.txt", "added", "in place of b.txt"),
    ]
    assert (corpus.found(HERON), corpus.found(LATHE)) == (["a.txt"], ["b.txt"])
    assert examine(corpus.home) == []


def test_a_file_that_becomes_a_copy_leaves_the_index(corpus: Corpus, write: Write) -> None:
    corpus.add(write("a.txt", HERON), write("b.txt", LATHE))
    assert corpus.add(write("b.txt", HERON)) == [("b.txt", "duplicate", "the same text as a.txt")]
    assert (corpus.found(HERON), corpus.found(LATHE)) == (["a.txt"], [])
    assert examine(corpus.home) == []


def test_sync_reports_what_was_added_changed_and_removed(corpus: Corpus, write: Write) -> None:
    folder = write("a.txt", HERON).parent
    gone = write("b.txt", LATHE)
    corpus.add(folder)
    write("a.txt", HERON + " They wait.")
    write("c.txt", COMET)
    gone.unlink()
    assert corpus.sync() == [
        ("a.txt", "replaced", ""),
        ("c.txt", "added", ""),
        ("b.txt", "removed", ""),
    ]
    assert corpus.sync() == [("a.txt", "unchanged", ""), ("c.txt", "unchanged", "")]
    assert corpus.found(LATHE) == []
    assert examine(corpus.home) == []


def test_a_renamed_file_stays_findable(corpus: Corpus, write: Write) -> None:
    path = write("a.txt", HERON)
    corpus.add(path.parent)
    path.rename(path.with_name("b.txt"))
    corpus.sync()
    assert corpus.listed() == {"b.txt": "indexed"}
    assert corpus.found(HERON) == ["b.txt"]


def test_a_missing_folder_is_refused_and_not_emptied(corpus: Corpus, write: Write) -> None:
    folder = write("a.txt", HERON).parent
    corpus.add(folder)
    folder.rename(folder.with_name("elsewhere"))
    why = "it is missing; its articles are kept until you remove them"
    assert corpus.sync() == [(str(folder), "refused", why)]
    assert corpus.found(HERON) == ["a.txt"]
    assert corpus.remove(folder) == [("a.txt", "removed", "")]
    assert corpus.sync() == []


def test_a_file_added_by_itself_that_was_deleted_is_removed(corpus: Corpus, write: Write) -> None:
    path = write("a.txt", HERON)
    corpus.add(path)
    path.unlink()
    assert corpus.sync() == [("a.txt", "removed", "")]
    assert (corpus.listed(), corpus.sync()) == ({}, [])


def test_what_was_removed_by_hand_stays_out_until_it_is_added_again(
    corpus: Corpus, write: Write
) -> None:
    folder = write("a.txt", HERON).parent
    write("b.txt", LATHE)
    corpus.add(folder)
    assert corpus.remove("a.txt") == [("a.txt", "removed", "")]
    assert corpus.sync() == [("b.txt", "unchanged", "")]
    assert corpus.add(folder / "a.txt") == [("a.txt", "added", "")]
    assert min(corpus.sync()) == ("a.txt", "unchanged", "")


def test_the_seeds_are_looked_up_anew_at_every_sync(corpus: Corpus) -> None:
    names = sorted(path.name for path in seeds_folder().iterdir())
    assert corpus.add(seeds_folder()) == [(name, "added", "") for name in names]
    assert corpus.home.catalog.roots() == {SEEDS: True}
    assert corpus.sync() == [(name, "unchanged", "") for name in names]
    assert corpus.remove(seeds_folder()) == [(name, "removed", "") for name in names]
    assert corpus.home.catalog.roots() == {}


def test_documents_are_removed_by_id_path_or_folder(corpus: Corpus, write: Write) -> None:
    folder = write("a.txt", HERON).parent
    write("b.txt", LATHE)
    write("deep/c.txt", COMET)
    write("deep/d.txt", COMET)
    corpus.add(folder)
    assert corpus.remove("a.txt") == [("a.txt", "removed", "")]
    assert corpus.remove(folder / "b.txt") == [("b.txt", "removed", "")]
    assert corpus.remove(folder / "deep") == [
        ("deep/c.txt", "removed", ""),
        ("deep/d.txt", "removed", ""),
    ]
    why = "there is no such article (`majlis list` shows them)"
    assert corpus.remove("a.txt", "") == [("a.txt", "refused", why), ("", "refused", why)]
    assert (corpus.listed(), examine(corpus.home)) == ({}, [])
