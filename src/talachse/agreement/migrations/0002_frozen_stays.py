from django.db import migrations

REASON = "Ein eingefrorener Bericht wird nicht geändert."
# Emptying the tables between tests is the one exception; its switch is the journal's.
SQLITE = [
    f"""CREATE TRIGGER agreement_frozenreport_no_{verb.lower()} BEFORE {verb} ON agreement_frozenreport
    WHEN talachse_journal_may_be_flushed() = 0
    BEGIN SELECT RAISE(ABORT, '{REASON}'); END"""
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"""CREATE FUNCTION agreement_frozenreport_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF current_setting('talachse.journal_may_be_flushed', true) = 'on' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
      END IF;
      RAISE EXCEPTION '{REASON}';
    END $$""",
    """CREATE TRIGGER agreement_frozenreport_no_change BEFORE UPDATE OR DELETE ON agreement_frozenreport
    FOR EACH ROW EXECUTE FUNCTION agreement_frozenreport_refuse()""",
    """CREATE TRIGGER agreement_frozenreport_no_truncate BEFORE TRUNCATE ON agreement_frozenreport
    FOR EACH STATEMENT EXECUTE FUNCTION agreement_frozenreport_refuse()""",
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER agreement_frozenreport_no_update",
        "DROP TRIGGER agreement_frozenreport_no_delete",
    ],
    "postgresql": [
        "DROP TRIGGER agreement_frozenreport_no_truncate ON agreement_frozenreport",
        "DROP TRIGGER agreement_frozenreport_no_change ON agreement_frozenreport",
        "DROP FUNCTION agreement_frozenreport_refuse()",
    ],
}


def forwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The database itself refuses to change or delete a frozen report."""

    dependencies = [("agreement", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
