"""All measurements one after the other: ``uv run python -m benchmarks.run`` (about half an hour)."""

from __future__ import annotations

import subprocess
import sys

MODULES = ("allocation", "commands", "directory", "imports", "placement", "power_loss", "steering")


def main() -> int:
    """0 when every requirement was kept."""
    codes = []
    for module in MODULES:
        sys.stdout.write(f"\n== {module}\n")
        sys.stdout.flush()
        codes.append(subprocess.run([sys.executable, "-m", f"benchmarks.{module}"], check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    raise SystemExit(main())
