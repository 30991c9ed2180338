"""Where things lie: the checkout, the committed test data, the evaluation data if it is here."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEDS_FOLDER = ROOT / "seeds"
DATA = ROOT / "tests" / "data"
SHARED = ROOT.parent / "shared"  # on development machines only; tests that need it are skipped
EVALS = Path(os.environ.get("EVALS") or SHARED / "evals")
