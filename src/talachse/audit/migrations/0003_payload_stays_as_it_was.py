from django.db import migrations

SQLITE = [
    """CREATE TRIGGER audit_payload_no_update BEFORE UPDATE ON audit_payload
    BEGIN SELECT RAISE(ABORT, 'Das Journal wird nicht geändert.'); END"""
]
POSTGRESQL = [
    """CREATE FUNCTION audit_payload_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'Das Journal wird nicht geändert.'; END $$""",
    """CREATE TRIGGER audit_payload_no_update BEFORE UPDATE ON audit_payload
    FOR EACH ROW EXECUTE FUNCTION audit_payload_refuse()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER audit_payload_no_update"],
    "postgresql": [
        "DROP TRIGGER audit_payload_no_update ON audit_payload",
        "DROP FUNCTION audit_payload_refuse()",
    ],
}


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The personal part of a line can go with its term; it cannot be rewritten."""

    dependencies = [("audit", "0002_refuse_change")]
    operations = [migrations.RunPython(forwards, backwards)]
