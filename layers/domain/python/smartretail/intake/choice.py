"""A person's choice of columns: whether it can be, and for which files it holds."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace

from smartretail.intake.model import Choice, Upload
from smartretail.intake.names import same
from smartretail.intake.tables import TableSpec
from smartretail.kernel.errors import Conflict, FieldError, Invalid


def signature(columns: Iterable[str]) -> str:
    """Return what identifies a set of columns, whatever their order, case and spacing."""
    return hashlib.sha256(json.dumps(sorted(map(same, columns))).encode()).hexdigest()


def remembered(upload: Upload, choice: Choice) -> Choice:
    """Return what later files go by: the choice with its header row and sheet, no currency."""
    seen = upload.format or {}
    row = seen.get("header_row") if choice.header_row is None else choice.header_row
    return replace(choice, currency=None, header_row=row, sheet=choice.sheet or seen.get("sheet"))


def check_choice(upload: Upload, choice: Choice) -> None:
    """Raise `Invalid` naming every target or column that cannot be, `Conflict` before a look."""
    if not upload.columns:
        raise Conflict("The columns of this upload are not known; upload the file again.")
    names = {column.name for column in upload.columns}
    wrong = [
        FieldError(f"body.mapping.{target}", reason)
        for target, column in choice.mapping.items()
        for reason in _reasons(upload.spec, names, target, column)
    ]
    wrong += [
        FieldError(f"body.mapping.{target.name}", "required")
        for target in upload.spec.required
        if target.name not in choice.mapping
    ]
    if wrong:
        sentence = "; ".join(f"{fault.field}: {fault.reason}" for fault in wrong)
        raise Invalid(f"The mapping does not fit: {sentence}.", tuple(wrong))


def _reasons(spec: TableSpec, names: set[str], target: str, column: str) -> Iterable[str]:
    if spec.target(target) is None:
        yield f"{spec.table} has no such target"
    if column not in names:
        yield f"the file has no column {column!r}"
