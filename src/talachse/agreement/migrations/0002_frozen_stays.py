from django.db import migrations

REASON = "Ein eingefrorener Bericht wird nicht geändert."
SQLITE = f"""CREATE TRIGGER agreement_frozenreport_no_update BEFORE UPDATE ON agreement_frozenreport
    BEGIN SELECT RAISE(ABORT, '{REASON}'); END"""
POSTGRESQL = [
    f"""CREATE FUNCTION agreement_frozenreport_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REASON}'; END $$""",
    """CREATE TRIGGER agreement_frozenreport_no_update BEFORE UPDATE ON agreement_frozenreport
    FOR EACH ROW EXECUTE FUNCTION agreement_frozenreport_refuse()""",
]


def forwards(apps, schema_editor):
    for statement in [SQLITE] if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER agreement_frozenreport_no_update")
    else:
        schema_editor.execute("DROP TRIGGER agreement_frozenreport_no_update ON agreement_frozenreport")
        schema_editor.execute("DROP FUNCTION agreement_frozenreport_refuse()")


class Migration(migrations.Migration):
    """The database itself refuses to change a frozen report."""

    dependencies = [("agreement", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
