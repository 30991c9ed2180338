"""Token vectors: compressed, appended, compared."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import IndexDamagedError
from retrieval.index.token_vectors import (
    DIMENSION,
    RECORD,
    TokenFile,
    TokenSpan,
    compare_tokens,
    compress,
    fetch_records,
    similarities,
)
from retrieval.models.embed import LocalModel, Vectors
from retrieval.models.embedding_models import EmbeddingModels


def unit(seed: int, count: int) -> Vectors:
    vectors: Vectors = (
        np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    )
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, dtype=np.float32)


def test_a_record_is_97_bytes_and_keeps_the_similarity() -> None:
    question, tokens = unit(1, 7), unit(2, 300)
    tokens[:7] = 0.8 * question + 0.6 * tokens[:7]
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    records = compress(tokens)
    assert records.shape == (300, RECORD) == (300, 97)
    error = similarities(question, records) - question @ tokens.T
    assert abs(error.mean()) < 0.002
    assert error.std() < 0.03


def test_real_vectors_keep_their_similarity(models: EmbeddingModels) -> None:
    question = models.local.encode(["Who sold arms to Iraq?"])[0].tokens
    tokens = models.local.encode(["Russia sold Iraq tanks and trained its soldiers in 2013."])[
        0
    ].tokens
    error = similarities(question, compress(tokens)) - question @ tokens.T
    assert abs(error.mean()) < 0.01
    assert np.abs(error).max() < 0.12


def test_parts_are_compared_one_by_one() -> None:
    question, tokens = unit(3, 4), unit(4, 12)
    records = compress(tokens)
    places = [TokenSpan(0, 8, (0, 2, 5, 8)), TokenSpan(8, 4, (0, 0))]
    first, second = compare_tokens(question, records, places)
    matrix = similarities(question, records)
    expected = np.stack(
        [matrix[:, :2].max(1), matrix[:, 2:5].max(1), matrix[:, 5:8].max(1)], axis=1
    )
    np.testing.assert_allclose(first.best[:, :3], expected, rtol=1e-6)
    assert (first.best[:, 3] == -1).all()
    back = [part.max(0).mean() for part in np.split(matrix[:, :8], [2, 5], axis=1)]
    np.testing.assert_allclose(first.reverse, [*back, -1], rtol=1e-5)
    assert first.maxsim == pytest.approx(matrix[:, :8].max(1).mean(), rel=1e-5)
    assert (second.best[:, 0] == -1).all()
    np.testing.assert_allclose(second.best[:, 1], matrix[:, 8:].max(1), rtol=1e-6)


def test_an_orphan_tail_is_cut_and_what_was_committed_stays(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens.bin")
    one, two = compress(unit(5, 3)), compress(unit(6, 2))
    assert file.append([one, two]) == [0, 3]
    assert file.append([one]) == [5]
    file.cut(5)
    mapped = file.map()
    assert len(mapped) == 5
    np.testing.assert_array_equal(
        fetch_records(mapped, [TokenSpan(3, 2, (0,)), TokenSpan(0, 3, (0,))])[:2], two
    )


def test_missing_records_are_a_clear_error(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens.bin")
    file.append([compress(unit(7, 2))])
    with pytest.raises(IndexDamagedError):
        fetch_records(file.map(), [TokenSpan(1, 5, (0,))])


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tokens.bin").write_bytes(b"x" * 500)
    with pytest.raises(IndexDamagedError, match="header"):
        TokenFile(tmp_path / "tokens.bin").map()


def test_batching_does_not_change_the_order(models: EmbeddingModels) -> None:
    texts = ["short", "a much longer text about Iraq and its neighbours", "middle one here"] * 3
    together = models.local.embed(texts)
    alone = np.stack([models.local.embed([text])[0] for text in texts])
    assert (together * alone).sum(1).min() > 0.98
    assert together.shape == (9, 384)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("How is Iraq?", True),
        ("Café société", True),
        ("كيف هو", False),
        ("Как Ирак", False),
        ("72", True),
    ],
)
def test_the_model_knows_which_scripts_it_reads(text: str, known: bool) -> None:
    assert LocalModel.reads_script_of(text) is known
