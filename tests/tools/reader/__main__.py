"""The tools of the reader's training: `python -m tests.tools.reader train --help`.

Each command imports what it needs: torch is there for training only.
"""

import argparse
import logging
import sys
from collections import Counter
from pathlib import Path

from retrieval.errors import ExpectedError
from tests.support.places import EVALS

log = logging.getLogger("tests.tools.reader")


def main() -> None:
    """Run the command that is named; an error that a person can act on ends it with 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.reader", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_build(commands.add_parser("build", help="make pairs from the public sets"))
    _add_lots(commands.add_parser("lots", help="make pairs from written articles and questions"))
    _add_train(commands.add_parser("train", help="train the reader on pairs"))
    _add_export(commands.add_parser("export", help="write a trained state as ONNX, in int8"))
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
    log.setLevel(logging.INFO)
    try:
        options.run(options)
    except ExpectedError as error:
        sys.exit(f"error: {error.message}\n{error.hint}".rstrip())


def _add_build(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--snapshots", type=Path, required=True, help="bare clones, each in OWNER+NAME/repo")
    add("--evals", type=Path, default=EVALS, help="evaluation sets, whose texts are left out")
    add("--out", type=Path, required=True, help="the file of pairs")
    add("--seed", type=int, default=3)
    parser.set_defaults(run=_build)


def _build(options: argparse.Namespace) -> None:
    from tests.tools.reader.build import build
    from tests.tools.reader.pairs import write_pairs
    from tests.tools.reader.sources import Snapshots

    pairs = build(Snapshots(options.snapshots), options.evals, seed=options.seed)
    log.info("%d pairs", write_pairs(options.out, pairs))


def _add_lots(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("folders", type=Path, nargs="+", help="lots: articles <id>.txt and questions.jsonl")
    add("--evals", type=Path, default=EVALS, help="evaluation sets, whose texts are left out")
    add("--out", type=Path, required=True, help="the file of pairs")
    add("--seed", type=int, default=3)
    parser.set_defaults(run=_lots)


def _lots(options: argparse.Namespace) -> None:
    from tests.tools.reader.build import held_back
    from tests.tools.reader.lots import lot_pairs
    from tests.tools.reader.pairs import write_pairs

    every = [pair for folder in options.folders for pair in lot_pairs(folder, seed=options.seed)]
    pairs = list(held_back(options.evals).left_in(every))
    log.info("%d pairs left out", len(every) - len(pairs))
    counts = Counter(f"{pair.source} {pair.kind}" for pair in pairs)
    log.info("%d pairs: %s", write_pairs(options.out, pairs), dict(sorted(counts.items())))


def _add_train(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=Path, nargs="+", required=True, help="files of pairs, JSON lines")
    add("--out", type=Path, required=True, help="the file of the network's state")
    add("--start", type=Path, help="a state to start from; MiniLM without it")
    end = parser.add_mutually_exclusive_group(required=True)
    end.add_argument("--seconds", type=float, default=0.0, help="how long to train")
    end.add_argument("--pairs", type=int, default=0, help="how many pairs to train with")
    add("--rate", type=float, default=1e-4, help="the highest learning rate (1e-4)")
    add("--batch", type=int, default=32, help="pairs in a batch (32)")
    add("--seed", type=int, default=3)
    add("--threads", type=int, default=1)
    add("--weight", type=_weight, nargs="+", action="extend", default=[], metavar="SOURCE=TIMES",
        help="take the pairs of a source so many times in an epoch")  # fmt: skip
    add("--checkpoint-seconds", type=float, default=240.0, help="between checkpoints (240)")
    parser.set_defaults(run=_train)


def _weight(text: str) -> tuple[str, float]:
    source, _, times = text.rpartition("=")
    return source, float(times)


def _train(options: argparse.Namespace) -> None:
    from tests.tools.reader.train import TrainOptions, train

    train(
        TrainOptions(
            tuple(options.data), options.out, options.start, options.seconds, options.pairs,
            options.rate, options.batch, options.seed, options.threads, dict(options.weight),
            options.checkpoint_seconds,
        )
    )  # fmt: skip


def _add_export(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("state", type=Path, help="the state that train wrote")
    add("--data", type=Path, required=True, help="pairs on which int8 and float are compared")
    add("--out", type=Path, required=True, help="the ONNX file")
    parser.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> None:
    from tests.tools.reader.export import export

    export(options.state, options.out, options.data)


if __name__ == "__main__":
    main()
