"""The one Spark session of this process (docs/adr/0014-spark.md): local and on loopback only, unless settings say more.

Moments carry no zone on any engine: Spark is told to read and write them so, and to shift nothing.
"""

import os
import shutil
import warnings
from collections.abc import Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from phucvu.errors import UserError

MOMENTS_WITHOUT_ZONE = {"spark.sql.timestampType": "TIMESTAMP_NTZ", "spark.sql.session.timeZone": "UTC"}
LIKE_THE_OTHERS = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # a month 2023-05 is no date
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.python.sql.dataFrameDebugging.enabled": "false",  # a call to Java for each line of Python
}
LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "4",
}


def options(settings: Mapping[str, Any], scratch: Path | None = None) -> dict[str, str]:
    """What the session is started with. ``settings``: spark_master, spark_options (these win), threads.

    Raises UserError where spark_options are no names and values.
    """
    chosen = str(settings.get("spark_master") or f"local[{settings.get('threads') or '*'}]")
    log = f'-Dlog4j2.configurationFile="{files("phucvu.lake") / "spark_log4j2.properties"}"'
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    quiet |= {"spark.driver.extraJavaOptions": log}
    local = LOCAL if chosen.startswith("local") else {}
    spill = {"spark.local.dir": str(scratch)} if scratch else {}
    own = settings.get("spark_options") or {}
    if not isinstance(own, Mapping):
        raise UserError("Mục spark_options trong tệp workspace.yaml phải là các dòng “tên: giá trị”. Hãy sửa lại.")
    ours = MOMENTS_WITHOUT_ZONE | LIKE_THE_OTHERS | {"spark.master": chosen}
    return quiet | local | spill | {str(name): _text(value) for name, value in own.items()} | ours


def _text(value: Any) -> str:
    """As Spark writes it: YAML's true is "true"."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def start(settings: Mapping[str, Any], scratch: Path | None = None) -> Any:
    """The session, started once; later calls get the same one. It ends with this process, however that ends.

    Raises UserError without pyspark, without Java, or where Spark does not start.
    """
    if lack := lacking():
        raise UserError(lack)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("phucvu")
    for name, value in options(settings, scratch).items():
        builder = builder.config(name, value)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
            return builder.getOrCreate()
    except Exception as error:  # Java's failures come in classes of several packages
        raise UserError(
            "Không khởi động được Spark. Hãy xem lại Java (17 trở lên), spark_master và spark_options "
            "trong tệp workspace.yaml."
        ) from error


def lacking() -> str | None:
    """What this machine lacks to start Spark, as a sentence for the user; None: nothing that can be seen."""
    if find_spec("pyspark") is None:
        return "Chưa cài Spark cho phần mềm. Hãy chạy lệnh: make setup-spark."
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and (Path(home) / "bin" / "java").exists())):
        return "Spark cần Java 17 trở lên mà máy này chưa có. Hãy chạy lệnh: make setup-spark."
    return None
