"""The targets people map to are the fields the curate job reads."""

import pytest
from smartretail.intake.synonyms import LIKELY, SURE
from smartretail.intake.tables import TABLES, Table
from smartretail_etl import tables as job


@pytest.mark.parametrize("table", list(Table))
def test_the_job_reads_every_target_and_no_other(table: Table) -> None:
    spec, theirs = TABLES[table], job.TABLES[table.value]

    assert spec.glue_table == theirs.name
    assert {t.name for t in spec.targets} == {f.name for f in theirs.source_fields}


@pytest.mark.parametrize("table", list(Table))
def test_what_the_job_requires_is_required_of_the_mapping(table: Table) -> None:
    required = {field.name for field in job.TABLES[table.value].fields if field.required}

    assert required <= {target.name for target in TABLES[table].required}


@pytest.mark.parametrize("table", list(Table))
def test_kinds_agree(table: Table) -> None:
    alike = {"percent": "number", "currency": "id"}
    ours = {t.name: alike.get(t.kind, t.kind) for t in TABLES[table].targets}

    assert ours == {f.name: f.kind for f in job.TABLES[table.value].source_fields}


def test_synonyms_are_of_targets_that_exist() -> None:
    known = {target.name for spec in TABLES.values() for target in spec.targets}

    assert set(SURE) | set(LIKELY) <= known
