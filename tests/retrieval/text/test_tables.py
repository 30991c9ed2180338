"""Tables of every kind, and how their rows are read out."""

import pytest

from retrieval.passages import Document
from retrieval.text.cut_text import CutText
from retrieval.text.passage_text import sentence_text
from retrieval.text.split import split

PORTS = ["Nor — Tonnes: 6,000; Year: 2025", "Kesh — Tonnes: 41; Year: 2024"]
KINDS = {
    "a rule": "|Port|Tonnes|Year|\n|-|-|-|\n|Nor|6,000|2025|\n|Kesh|41|2024|",
    "pipes alone": "Port | Tonnes | Year\nNor | 6,000 | 2025\nKesh | 41 | 2024",
    "tabs": "Port\tTonnes\tYear\nNor\t6,000\t2025\nKesh\t41\t2024",
    "columns": "Port   Tonnes  Year\nNor    6,000   2025\nKesh   41      2024",
    "semicolons": "Port;Tonnes;Year\nNor;6,000;2025\nKesh;41;2024",
    "commas": 'Port,Tonnes,Year\nNor,"6,000",2025\nKesh,41,2024',
}  # fmt: skip


def readings(text: str) -> list[str]:
    document, cut = Document("d", text, "title"), CutText(text)
    units = [u for p in split(document, cut, []).passages for u in p.sentences]
    return [sentence_text(document, unit) for unit in units]


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_read_out_with_its_header(kind: str) -> None:
    assert readings(KINDS[kind]) == PORTS


def test_a_row_without_a_first_cell_belongs_to_the_one_above() -> None:
    text = "| Port | Day | Ships |\n|---|---|---|\n| Nor | Monday | 4 |\n| | Tuesday | 5 |"
    assert readings(text)[1] == "Nor — Day: Tuesday; Ships: 5"


@pytest.mark.parametrize(
    "text",
    [
        "Orrin, Tarn\nHald, Brae\nNor, Vik",
        "It rained.  It snowed.\nIt thawed.  It froze.\nThey left.  They came.",
        "Dear Ann, I came, I saw,\nI left, and you, too, and he,\nand all, as ever, were gone.",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert not any("—" in reading for reading in readings(text))
