"""The text of DOCX files: headings, lists, tables, notes; nothing that was deleted or remarked."""

import io
import time
import zipfile

import docx
import pytest
from docx.document import Document as Docx
from docx.oxml import parse_xml

from retrieval.formats.docx_text import extract_docx
from retrieval.formats.extract import extract
from retrieval.formats.extracted import UnreadableError
from retrieval.formats.recognize import Format

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Docx) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_parts(content: bytes, parts: dict[str, str]) -> bytes:
    """Return an archive with some parts added or replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def test_headings_lists_and_tables_are_markdown_and_properties_are_facts() -> None:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "Document1", "Kim Lund"
    document.add_heading("Harbour report", 0)
    document.add_heading("Costs", 2)
    document.add_paragraph("The repairs cost 14 million.")
    for style, words in (
        ("List Bullet", "one"), ("List Bullet 2", "deeper"), ("List Number", "first"),
        ("List Number", "second"),
    ):  # fmt: skip
        document.add_paragraph(words, style=style)
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (c for r in table.rows for c in r.cells), ("a|b", "c", "d", "e"), strict=True
    ):
        cell.text = words
    extracted = extract_docx(saved(document))
    assert extracted.text == (
        "# Harbour report\n\n## Costs\n\nThe repairs cost 14 million.\n\n- one\n  - deeper"
        "\n1. first\n2. second\n\n| a\\|b | c |\n| --- | --- |\n| d | e |"
    )
    facts = {name: (fact.value, fact.origin) for name, fact in extracted.facts.items()}
    assert facts == {
        "title": ("Harbour report", "visible text"), "author": ("Kim Lund", "document properties"),
    }  # fmt: skip


def test_deleted_and_hidden_words_are_left_out_and_footnotes_stand_at_the_end() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Kept")
    for part in (
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>, added</w:t></w:r></w:ins>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
    ):
        paragraph._p.append(parse_xml(part.replace(">", f" {W}>", 1)))
    document.add_paragraph("Last.")
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>Minutes, 3 May.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    content = with_parts(saved(document), {"word/footnotes.xml": notes})
    assert extract_docx(content).text == "Kept, added[1]\n\nLast.\n\n[1] Minutes, 3 May."


def test_many_references_to_many_notes_are_done_with_soon_and_a_note_is_given_once() -> None:
    run = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    paragraphs = "".join(f"<w:p>{run.format(n % 6_000)}</w:p>" for n in range(12_000))
    notes = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r><w:t>Note {n}.</w:t></w:r></w:p></w:footnote>'
        for n in range(6_000)
    )
    parts = {
        "word/document.xml": f"<w:document {W}><w:body>{paragraphs}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>",
    }
    content = with_parts(saved(docx.Document()), parts)
    begun = time.thread_time()
    text = extract_docx(content).text
    assert time.thread_time() - begun < 5
    assert text.count("[6000]") == 3 and text.count("Note 5999.") == 1


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (" " * 210_000_000, "it unpacks to more than 200 MB"),
        ("<w:document", "it is damaged (word/document.xml is no XML)"),
        (f"<w:document {W}/>", "it holds no text"),
        ('<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>', "it holds no text"),
    ],
    ids=["bomb", "broken", "empty", "entities"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(document: str, reason: str) -> None:
    content = with_parts(saved(docx.Document()), {"word/document.xml": document})
    with pytest.raises(UnreadableError) as raised:
        extract_docx(content)
    assert str(raised.value) == reason


def test_a_file_that_unpacks_to_more_text_than_an_article_has_is_refused() -> None:
    words = ("<w:t>" + "words " * 1_200_000 + "</w:t>") * 3
    document = f"<w:document {W}><w:body><w:p><w:r>{words}</w:r></w:p></w:body></w:document>"
    content = with_parts(saved(docx.Document()), {"word/document.xml": document})
    with pytest.raises(UnreadableError, match="it holds more text than 20 million characters"):
        extract(content, Format.DOCX)


def test_a_file_that_breaks_off_is_refused() -> None:
    with pytest.raises(UnreadableError, match="breaks off"):
        extract_docx(saved(docx.Document())[:-200])
