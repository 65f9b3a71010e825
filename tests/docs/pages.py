"""The pages people read: README and everything below docs/."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")])
BENCHMARKS = ROOT / "benchmarks" / "README.md"


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def name(page: Path) -> str:
    """The page as people name it."""
    return page.relative_to(ROOT).as_posix()
