"""Writes the pages of docs/ that are made from the code: rule book and environment.

``python scripts/book.py`` writes them; ``--check`` fails when one is stale.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from talachse.config import env
from talachse.rules import _book, outreach
from talachse.rules.agreement import meetings
from talachse.rules.diagrams import state_diagram
from talachse.rules.placement import lifecycle

ROOT = Path(__file__).resolve().parents[1]


def _names_in(path: Path) -> set[str]:
    """Names that the code of a test uses; words in its sentences prove nothing."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {node.id for node in nodes if isinstance(node, ast.Name)}
    return plain | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def rule_book() -> str:
    """Question, answer, basis, place and tests of every decision."""
    tests = {path: _names_in(path) for path in sorted((ROOT / "tests").rglob("test_*.py"))}
    by_module: dict[str, list[_book.Entry]] = defaultdict(list)
    for entry in _book.entries():
        by_module[entry.module].append(entry)
    lines = [
        "# Regelbuch",
        "",
        "Jede Entscheidung der Plattform steht in `src/talachse/rules/`. Diese Seite ist daraus gemacht (`just book`).",
        "",
    ]
    for module, entries in by_module.items():
        lines += [f"## {module.removeprefix('talachse.rules.')}", ""]
        for entry in entries:
            used = [path.relative_to(ROOT).as_posix() for path, names in tests.items() if entry.name in names]
            lines += [
                f"### {entry.question}",
                "",
                f"- Grundlage: {entry.basis}",
                f"- Entschieden in: `src/{entry.path}`, `{entry.name}`",
                f"- Geprüft in: {', '.join(f'`{path}`' for path in used) or '—'}",
                "",
                *([entry.explanation, ""] if entry.explanation else []),
            ]
    return "\n".join(lines).rstrip() + "\n"


# Folders depend on where the command runs.
PLACES = {
    "TALACHSE_VAR": "var",
    "TALACHSE_ENGINE": "var/engine",
    "TALACHSE_AGREEMENT": "agreements/fokus-wuppertal.yaml",
}


def environment() -> str:
    """Every environment variable with default and explanation."""
    lines = [
        "# Umgebungsvariablen",
        "",
        "Alle Einstellungen kommen aus der Umgebung. Diese Seite ist aus `config/env.py` gemacht (`just book`).",
        "",
        "| Variable | Vorgabe | Bedeutung |",
        "|---|---|---|",
    ]
    for variable in sorted(env.VARIABLES, key=lambda v: v.name):
        default = PLACES.get(variable.name, variable.default)
        lines.append(f"| `{variable.name}` | {f'`{default}`' if default else 'leer'} | {variable.explanation} |")
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/regelbuch.md": rule_book,
    "docs/betrieb/umgebung.md": environment,
    "docs/zustaende/aufsuchend.md": partial(
        state_diagram, "Aufsuchende Arbeit", outreach.Stage.NEW, outreach.NEXT_STAGES, outreach.STAGE_LABELS
    ),
    "docs/zustaende/gespraech.md": meetings.diagram,
    "docs/zustaende/vermittlung.md": lifecycle.diagram,
}


def main() -> int:
    """Write or check; exit code 1 when a page is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    stale = []
    for name, page in PAGES.items():
        path = ROOT / name
        text = page()
        if path.exists() and path.read_text() == text:
            continue
        if arguments.check:
            stale.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if stale:
        sys.stderr.write(f"Stale, run `just book`: {', '.join(stale)}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
