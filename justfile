# `just` lists what can be done.
_default:
    @just --list --unsorted

# start everything on http://127.0.0.1:8000
start:
    uv run talachse

# fast checks while working: format, lint, types, tiers, rules
check: format-check types tiers book-check
    uv run pytest -q -n 2 tests/rules tests/architecture

# the whole suite as the README runs it
test *args:
    uv run pytest {{ args }}

# format and fix what can be fixed
format:
    uv run ruff format .
    uv run ruff check --fix .
    git ls-files 'src/*.html' | xargs -r uv run djade --target-version 6.1

format-check:
    uv run ruff format --check .
    uv run ruff check .
    git ls-files 'src/*.html' | xargs -r uv run djade --check --target-version 6.1
    uv run djlint --lint --quiet src/talachse

types:
    uv run mypy

tiers:
    uv run lint-imports

# find a rule: `just rule Einwilligung`, `just rule "§ 28"`
rule word:
    @uv run talachse rule "{{ word }}"

# write the pages of docs/ that are made from the code
book:
    uv run python scripts/book.py

book-check:
    uv run python scripts/book.py --check

# pin the whole tree again after a change of dependencies
pins:
    uv lock
    uv run python scripts/pins.py

# messages of the public pages into the catalogues
messages:
    uv run python scripts/messages.py

# take the pictures of the README anew
bilder:
    TALACHSE_BILDER=1 uv run pytest -q -p no:randomly tests/journeys/test_screenshots.py

# the suite on a throw-away PostgreSQL 15
postgres *args:
    bash scripts/postgres.sh uv run pytest -m "not browser" {{ args }}

# measure: see benchmarks/README.md
bench:
    uv run python -m benchmarks.run
