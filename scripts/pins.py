"""Writes the exact versions of the whole tree into pyproject.toml, without any address.

``python scripts/pins.py`` rewrites the list; ``--check`` fails when the resolved tree and the list differ.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
BEGIN = "# BEGIN pins: written by `just pins`, never by hand"
END = "# END pins"
# The marker of override-dependencies for what we do not install.
NEVER = "sys_platform == 'never'"


def resolved() -> list[str]:
    """Every package of the tree with its exact version, markers kept; those that are overridden away are none."""
    command = [
        "uv",
        "export",
        "--quiet",
        "--no-hashes",
        "--no-emit-project",
        "--all-groups",
        "--no-annotate",
        "--no-header",
    ]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = (line.strip() for line in output.splitlines() if re.match(r"^[A-Za-z0-9]", line))
    return sorted(line for line in lines if not line.endswith(NEVER))


def listed(text: str) -> list[str]:
    """The pins that stand in the file now."""
    block = text[text.index(BEGIN) : text.index(END)]
    return re.findall(r'^  "(.+)",$', block, flags=re.MULTILINE)


def main() -> int:
    """Write or check; exit code 1 when the check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = PYPROJECT.read_text()
    tree = resolved()
    if arguments.check:
        missing = sorted(set(tree) ^ set(listed(text)))
        if missing:
            sys.stderr.write("Pins and tree differ, run `just pins`:\n  " + "\n  ".join(missing) + "\n")
            return 1
        return 0
    lines = "\n".join(f'  "{pin}",' for pin in tree)
    block = f"{BEGIN}\nconstraint-dependencies = [\n{lines}\n]\n{END}"
    if BEGIN in text:
        text = text[: text.index(BEGIN)] + block + text[text.index(END) + len(END) :]
    else:
        text = text.rstrip() + "\n\n[tool.uv]\n" + block + "\n"
    PYPROJECT.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
