"""Printed pages: one function that makes an accessible PDF (PDF/UA-1) out of a template and plain data."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.conf import settings
from fontTools.ttLib import TTFont

from talachse.ui.finders import FontFinder

# What the compiler says of a sign that no font has. The box stands in its place; the compiler brings a font that has it.
NO_GLYPH = "could not be displayed"
INSTEAD = "□"


def render(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a Typst template. ``data`` reaches it as JSON in ``sys.inputs.data``: text stays text, never markup.

    The compiler itself refuses what PDF/UA-1 forbids (no title, skipped headings, drawings without words).
    """
    compiler = typst.Compiler(
        root=str(template.parent), font_paths=[str(_fonts())], ignore_system_fonts=True, sys_inputs={}
    )
    try:
        pdf = _compile(compiler, template, data)
    except typst.TypstError as error:
        if NO_GLYPH not in str(error):
            raise
        # One emoji in one note must not keep the whole document off the table.
        pdf = _compile(compiler, template, _displayable(data))
    if not isinstance(pdf, bytes):
        raise TypeError("One template makes one PDF.")
    return pdf


def _compile(compiler: typst.Compiler, template: Path, data: dict[str, Any]) -> object:
    return compiler.compile(
        input=str(template),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
    )


def _displayable(value: Any) -> Any:
    """The data with a box for every sign that the design system's font lacks, and without control characters."""
    match value:
        case str():
            return "".join(c if c in "\n\t" or ord(c) in _signs() else INSTEAD for c in value if _is_written(c))
        case dict():
            return {key: _displayable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_displayable(inner) for inner in value]
        case _:
            return value


def _is_written(sign: str) -> bool:
    return sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Mn"} or ord(sign) in _signs()


@cache
def _signs() -> frozenset[int]:
    """The signs that every one of the fonts can show."""
    covered = [set(TTFont(path).getBestCmap()) for path in sorted(_fonts().glob("*.ttf"))]
    return frozenset(set.intersection(*covered))


@cache
def _fonts() -> Path:
    """Folder with the design system's fonts as TrueType: Typst reads no woff2. Converted once per installation."""
    finder = FontFinder()
    folder = Path(settings.TALACHSE_VAR) / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for name in finder.files:
        target = folder / Path(name).with_suffix(".ttf").name
        if not target.exists():
            font = TTFont(finder.folder() / name)
            font.flavor = None
            # A folder of its own: two threads of one process may come here at the same moment.
            with TemporaryDirectory(dir=folder.parent, prefix="fonts-") as private:
                draft = Path(private) / target.name
                font.save(draft)
                draft.replace(target)
    return folder
