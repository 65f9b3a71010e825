#!/usr/bin/env bash
# The PostgreSQL of every migration of ours, through squawk. First migrations make empty tables and are exempt; so are those
# named below: they came before the first release, when no installation held rows that somebody would wait for.
# Runs inside scripts/postgres.sh: Django asks the server for its version.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
uv run python - "$folder" <<'PY'
import os, sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talachse.config.settings")
import django

django.setup()
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

BEFORE_THE_FIRST_RELEASE = {
    ("offers", "0002_places_and_placing"),
    ("offers", "0004_listing_indexes"),
    ("placements", "0002_places_and_placing"),
    ("placements", "0003_listing_indexes"),
}
loader = MigrationLoader(None)
if gone := BEFORE_THE_FIRST_RELEASE - set(loader.disk_migrations):
    sys.exit(f"No such migrations: {gone}")
for (app, name), migration in sorted(loader.disk_migrations.items()):
    if not apps.get_app_config(app).name.startswith("talachse.") or migration.initial or (app, name) in BEFORE_THE_FIRST_RELEASE:
        continue
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        state = loader.project_state((app, name), at_end=False)
        migration.apply(state, editor, collect_sql=True)
    Path(sys.argv[1], f"{app}_{name}.sql").write_text("\n".join(editor.collected_sql) + "\n")
PY
shopt -s nullglob
files=("$folder"/*.sql)
[ "${#files[@]}" -eq 0 ] || uv run squawk --assume-in-transaction --pg-version 15 --exclude prefer-robust-stmts,prefer-text-field,prefer-bigint-over-int,prefer-bigint-over-smallint,prefer-timestamp-tz,prefer-identity,require-timeout-settings "${files[@]}"
