"""How articles are read that are added."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How pictures are read (`ocr`, as MAJLIS_OCR), and whether private networks may be asked."""

    ocr: str = "off"
    fetch_private: bool = False


USUAL_READING = ReadingOptions()
