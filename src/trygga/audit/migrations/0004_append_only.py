"""The database itself refuses to change or remove what stands in the log, its links and its noted heads.

A later migration that alters one of these tables on SQLite makes it anew, and its triggers are gone: put them back in
that migration (`tests/audit/test_protection.py` fails otherwise, and `trygga doctor` says so). The way back takes away
what is left, so going back and forward mends it.
"""

from django.db import migrations

TABLES = ("audit_entry", "audit_link", "audit_notedhead")

SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END;
--
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END;
"""
SQLITE_BACK = """
DROP TRIGGER IF EXISTS {table}_no_delete;
--
DROP TRIGGER IF EXISTS {table}_no_update;
"""

POSTGRESQL_FUNCTION = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""
POSTGRESQL_BACK = "DROP TRIGGER IF EXISTS {table}_append_only ON {table};"
POSTGRESQL_FUNCTION_BACK = "DROP FUNCTION IF EXISTS audit_append_only();"


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
        for_each_table(schema_editor, POSTGRESQL)
    else:
        for_each_table(schema_editor, SQLITE)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for_each_table(schema_editor, POSTGRESQL_BACK)
        schema_editor.execute(POSTGRESQL_FUNCTION_BACK)
    else:
        for_each_table(schema_editor, SQLITE_BACK)


def for_each_table(schema_editor, statements):
    for table in TABLES:
        for statement in statements.format(table=table).split("--"):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chains")]

    operations = [migrations.RunPython(protect, unprotect)]
