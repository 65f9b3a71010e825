"""The one function that prints: text stays text, and no sign in it keeps a document off the table."""

import io
from pathlib import Path

import pikepdf
import pytest
import typst

from talachse.ui import pdf

TEMPLATE = """#let data = json(bytes(sys.inputs.data))
#set document(title: "Probe")
#set text(font: "Fira Sans", lang: "de")
= #data.title
#data.lines.join(linebreak())
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "probe.typ"
    path.write_text(TEMPLATE)
    return path


def heading(made: bytes) -> str:
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_outline() as tree:
        return str(tree.root[0].title)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Ausschuss für Ümläute", "Ausschuss für Ümläute"),
        ("#panic() *x* $y$ @z", "#panic() *x* $y$ @z"),
        ("Україна → Ελλάδα ≥ 3", "Україна → Ελλάδα ≥ 3"),
        ("Danke 😀", "Danke □"),
        ("Fertig ✅\ufe0f für 日本", "Fertig □ für □□"),
        ("Zeile\x07 mit Ton", "Zeile mit Ton"),
    ],
)
def test_every_text_can_be_printed(template: Path, written: str, printed: str) -> None:
    made = pdf.render(template, {"title": written, "lines": [written, "und weiter"]})
    assert heading(made) == printed


def test_what_no_reader_could_use_is_refused(template: Path) -> None:
    with pytest.raises(typst.TypstError, match="heading title is empty"):
        pdf.render(template, {"title": "", "lines": ["Text"]})
