"""The lake's curated tables in the Glue Data Catalog, partitions found by their key pattern."""

from aws_cdk import Aws
from aws_cdk import aws_glue as glue
from constructs import Construct

from infra.blocks.estate import Estate
from infra.catalogue.lake import LAKE_TABLES, LakeTable

PARQUET = {
    "input": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "output": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "serde": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
}


class LakeCatalog(Construct):
    """One database; no crawler, no partition to add: a query names its tenant and its dates."""

    def __init__(self, scope: Construct, estate: Estate) -> None:
        super().__init__(scope, "LakeCatalog")
        self.lake = estate.bucket("lake")
        self.database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=Aws.ACCOUNT_ID,
            database_input={"name": estate.settings.name.replace("-", "_")},
        )
        for table in LAKE_TABLES:
            self._table(table)

    def _table(self, table: LakeTable) -> None:
        folder = f"s3://{self.lake}/curated/{table.name}"
        partitions = {"tenant": "string", **({"date": "string"} if table.by_date else {})}
        pattern = "/".join(f"{name}=${{{name}}}" for name in partitions)
        resource = glue.CfnTable(
            self,
            "".join(part.capitalize() for part in table.name.split("_")),
            catalog_id=Aws.ACCOUNT_ID,
            database_name=self.database.ref,
            table_input=glue.CfnTable.TableInputProperty(
                name=table.name,
                table_type="EXTERNAL_TABLE",
                partition_keys=_columns(partitions),
                parameters={
                    "classification": "parquet",
                    "storage.location.template": f"{folder}/{pattern}/",
                    **_projection(table),
                },
                storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                    columns=_columns(table.columns),
                    location=f"{folder}/",
                    input_format=PARQUET["input"],
                    output_format=PARQUET["output"],
                    serde_info=glue.CfnTable.SerdeInfoProperty(
                        serialization_library=PARQUET["serde"]
                    ),
                ),
            ),
        )
        resource.add_resource_dependency(self.database)


def _columns(columns: dict[str, str]) -> list[glue.CfnTable.ColumnProperty]:
    return [glue.CfnTable.ColumnProperty(name=name, type=of) for name, of in columns.items()]


def _projection(table: LakeTable) -> dict[str, str]:
    projection = {"projection.enabled": "true", "projection.tenant.type": "injected"}
    if table.by_date:
        projection |= {
            "projection.date.type": "date",
            "projection.date.format": "yyyy-MM-dd",
            "projection.date.range": "2000-01-01,NOW+1DAYS",
        }
    return projection
