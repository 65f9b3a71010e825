"""Promises about the shape of the code that no reviewer should have to remember."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from talachse.rules import _book

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "talachse"
APPS = sorted(path.parent.name for path in SOURCE.glob("*/models*") if path.parent.name != "rules")


def python_files(folder: Path) -> Iterator[Path]:
    """Source files without migrations."""
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def test_every_folder_with_code_is_a_package() -> None:
    """A folder without __init__.py is invisible to the import contract."""
    missing = {
        path.parent.relative_to(ROOT).as_posix()
        for path in SOURCE.rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    }
    assert missing == set()


def test_rules_never_read_the_clock() -> None:
    clocks = re.compile(r"\.(today|now|utcnow|localdate)\(")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files(SOURCE / "rules")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if clocks.search(line)
    ]
    assert found == []


def imported_models(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(app, name) of everything a module imports from some app's models."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            match = re.fullmatch(r"talachse\.(\w+)\.models(\..+)?", node.module)
            if match:
                yield from ((match[1], alias.asname or alias.name) for alias in node.names)


def test_no_app_touches_the_objects_of_another() -> None:
    """Read through the neighbour's queries, write through its services."""
    found = []
    for path in python_files(SOURCE):
        app = path.relative_to(SOURCE).parts[0]
        text = path.read_text()
        for owner, name in imported_models(ast.parse(text)):
            if owner != app and re.search(rf"\b{name}\.objects\b", text):
                found.append(f"{path.relative_to(ROOT)}: {name} of {owner}")
    assert found == []


def test_every_public_function_of_the_rules_that_gives_a_verdict_is_in_the_book() -> None:
    booked = {(entry.module, entry.name) for entry in _book.entries()}
    missing = []
    for path in python_files(SOURCE / "rules"):
        module = ".".join(("talachse", *path.relative_to(SOURCE).with_suffix("").parts))
        for node in ast.parse(path.read_text()).body:
            gives_verdict = (
                isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and node.returns is not None
                and "Verdict" in ast.unparse(node.returns)
            )
            if gives_verdict and (module, node.name) not in booked:  # type: ignore[attr-defined]
                missing.append(f"{module}.{node.name}")  # type: ignore[attr-defined]
    assert missing == []


def test_every_rule_is_used_in_a_test() -> None:
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    untested = [f"{e.module}.{e.name}" for e in _book.entries() if not re.search(rf"\b{re.escape(e.name)}\b", tests)]
    assert untested == []


def test_every_rule_explains_itself() -> None:
    assert [f"{e.module}.{e.name}" for e in _book.entries() if not e.explanation] == []


def template_names() -> set[str]:
    """All templates, named as Django finds them."""
    return {
        path.relative_to(folder).as_posix()
        for folder in SOURCE.glob("*/templates")
        for path in folder.rglob("*")
        if path.is_file()
    }


# Found by name outside our code: allauth renders its own, Django its error pages.
RENDERED_BY_OTHERS = re.compile(r"^(account|usersessions|allauth|mfa)/|^(400|403|404|500|403_csrf)\.html$")


def test_every_template_is_used() -> None:
    texts = "\n".join(
        path.read_text() for path in SOURCE.rglob("*") if path.suffix in {".py", ".html", ".txt"} and path.is_file()
    )
    unused = {name for name in template_names() if not RENDERED_BY_OTHERS.search(name) and f'"{name}' not in texts}
    assert unused == set()


@pytest.mark.parametrize("app", APPS)
def test_migrations_are_linear_and_named(app: str) -> None:
    names = sorted(path.stem for path in (SOURCE / app / "migrations").glob("0*.py"))
    numbers = [name.split("_", 1)[0] for name in names]
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
    assert not [name for name in names if "_auto_" in name]


@pytest.mark.parametrize("app", APPS)
def test_migrations_import_no_app(app: str) -> None:
    """A migration must still run when the app has moved on; only constraints and validators may come from us."""
    found = [
        f"{path.name}: {line}"
        for path in (SOURCE / app / "migrations").glob("0*.py")
        for line in path.read_text().splitlines()
        if re.match(r"\s*(from|import) talachse\.", line)
        and not re.search(r"\.(constraints|validators|models)\b|^import", line)
    ]
    assert found == []


def test_no_inline_style_or_script_in_templates() -> None:
    """The content security policy would block it; found here before a person finds it."""
    forbidden = re.compile(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in SOURCE.glob("*/templates")
        for path in folder.rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []


def test_no_third_party_file_is_tracked() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split(
        "\n"
    )
    assert [
        name for name in tracked if re.search(r"\.(woff2?|ttf|min\.(js|css)|sqlite3|mo|zip|gz)$|uv\.lock$", name)
    ] == []


def test_only_one_module_reads_the_environment() -> None:
    # GETTSIM looks at two switches of its own while it is imported; they are set, not read.
    switches = r'os\.environ\["(GETTSIM|TTSIM)_BEARTYPE_CLAW"\] = "0"'
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in python_files(SOURCE)
        if re.search(r"os\.environ(\.get|\[(?!\"DJANGO_))", re.sub(switches, "", path.read_text()))
        and path.name != "env.py"
    ]
    assert found == []


def test_generated_pages_are_fresh() -> None:
    result = subprocess.run(
        [sys.executable, "scripts/book.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
