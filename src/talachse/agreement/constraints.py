"""A foreign key over several columns, so that the database itself knows which decision may carry a project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models.constraints import BaseConstraint


class CompositeForeignKey(BaseConstraint):
    """``FOREIGN KEY (fields) REFERENCES to (to_fields)``; rows with a NULL among ``fields`` are free (MATCH SIMPLE).

    ``to`` is "app_label.Model" with Django's own table name; ``to_fields`` are columns under a unique constraint there. As a Django constraint it
    survives the table rebuilds that SQLite needs for later changes.
    """

    def __init__(
        self, *, fields: tuple[str, ...], to: str, to_fields: tuple[str, ...], name: str, **kwargs: Any
    ) -> None:
        self.fields = tuple(fields)
        self.to = to
        self.to_fields = tuple(to_fields)
        super().__init__(name=name, **kwargs)

    def _definition(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        columns = ", ".join(quote(str(model._meta.get_field(f).column)) for f in self.fields)  # type: ignore[union-attr]
        targets = ", ".join(quote(f) for f in self.to_fields)
        # A rebuild on SQLite sees the table alone, without the other model: the table's name follows Django's rule.
        table = self.to.lower().replace(".", "_")
        return f"FOREIGN KEY ({columns}) REFERENCES {quote(table)} ({targets})"

    def constraint_sql(  # type: ignore[override]  # Django never calls it without model and editor
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str:
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._definition(model, schema_editor)}"

    def create_sql(  # type: ignore[override]  # returns a Statement, as Django's own constraints do
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> Statement | None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)  # type: ignore[attr-defined]
            return None
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s %(definition)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
            definition=self._definition(model, schema_editor),
        )

    def remove_sql(  # type: ignore[override]
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> Statement | None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)  # type: ignore[attr-defined]
            return None
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        values = [getattr(instance, model._meta.get_field(f).attname) for f in self.fields]  # type: ignore[union-attr]
        if any(value is None for value in values):
            return
        other = apps.get_model(self.to)
        if not other._default_manager.using(using).filter(**dict(zip(self.to_fields, values, strict=True))).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"fields": self.fields, "to": self.to, "to_fields": self.to_fields}
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CompositeForeignKey):
            return NotImplemented
        return self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.fields, self.to, self.to_fields))
