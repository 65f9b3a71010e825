"""What the log must not keep."""

from __future__ import annotations

import logging
import re

# The address of a printed link holds the answers of a household, encrypted (docs/entscheidungen/0015).
SECRET_PATHS = re.compile(r"(/pruefen/wieder/)[^\s\"'<>?]+")


def discreet(text: str) -> str:
    """The text without what stands in the addresses of printed links."""
    return SECRET_PATHS.sub(r"\1…", text)


class Discreet(logging.Formatter):
    """Writes a line and its traceback without secret addresses."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))
