"""What benchmarks and ablations replace is there, and is what the program uses."""

from typing import Any

import pytest

from tests.tools.bench.warm import STAGES
from tests.tools.eval.ablation import CHANGES

REPLACED = [
    *((owner, name) for _, owner, name in STAGES),
    *((module, name) for change in CHANGES for module, name, _ in change.replaced),
]


@pytest.mark.parametrize(("owner", "name"), REPLACED)
def test_a_name_that_a_tool_replaces_exists(owner: Any, name: str) -> None:
    assert name in vars(owner)
