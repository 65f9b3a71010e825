"""What docs/bibliothek.md promises runs as it stands there, without Django."""

import subprocess
import sys

from tests.docs.pages import ROOT, blocks

CHECK = "import sys\nassert not [name for name in sys.modules if name.partition('.')[0] == 'django'], 'Django was imported'\n"


def test_every_example_runs_in_order_and_django_is_never_imported() -> None:
    examples = blocks(ROOT / "docs" / "bibliothek.md", "python")
    assert len(examples) >= 6
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join([*examples, CHECK])],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = (ROOT / "agreements" / "fokus-wuppertal.yaml").read_text().splitlines()
    line = lines.index("  signed_on: 2021-06-30") + 1
    assert f"Zeile {line}: agreement › signed_on" in done.stdout
