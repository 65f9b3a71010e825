"""Printed pages: one function that makes an accessible PDF (PDF/UA-1) out of a template and plain data."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from fontTools.ttLib import TTFont

from talachse.ui.finders import FontFinder


def render(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a Typst template. ``data`` reaches it as JSON in ``sys.inputs.data``: text stays text, never markup.

    The compiler itself refuses what PDF/UA-1 forbids (no title, skipped headings, drawings without words).
    """
    compiler = typst.Compiler(
        root=str(template.parent), font_paths=[str(_fonts())], ignore_system_fonts=True, sys_inputs={}
    )
    pdf = compiler.compile(
        input=str(template),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
    )
    if not isinstance(pdf, bytes):
        raise TypeError("One template makes one PDF.")
    return pdf


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
            draft = target.with_suffix(f".{os.getpid()}")
            font.save(draft)
            draft.replace(target)
    return folder
