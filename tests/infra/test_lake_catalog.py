import pytest
from smartretail_etl import tables

from infra.catalogue.lake import LAKE_TABLES, LakeTable
from infra.ledger import Templates, plain, resources

GLUE_TYPES = {
    "string": "string",
    "date32[day]": "date",
    "decimal128(18, 4)": "decimal(18,4)",
    "int64": "bigint",
    "bool": "boolean",
}
STORED = {
    **{table.name: table.arrow() for table in tables.TABLES.values()},
    tables.SALES.name: tables.SALES_CELLS,
    tables.SALES_RETURNS: tables.RETURN_CELLS,
}


@pytest.mark.parametrize("table", LAKE_TABLES, ids=lambda table: table.name)
def test_the_catalog_describes_what_the_jobs_write(table: LakeTable) -> None:
    written = {field.name: GLUE_TYPES[str(field.type)] for field in STORED[table.name]}
    if table.by_date:
        del written["date"]

    assert table.columns == written


def test_every_stored_table_is_in_the_catalog(templates: Templates) -> None:
    known = {t["TableInput"]["Name"]: t for _, _, t in resources(templates, "AWS::Glue::Table")}

    assert known.keys() == STORED.keys()
    for name, table in known.items():
        parameters = table["TableInput"]["Parameters"]
        location = plain(parameters["storage.location.template"])
        assert location.startswith(f"s3://smartretail-dev-lake/curated/{name}/tenant=")
        assert parameters["projection.tenant.type"] == "injected"
