"""A version of the lake, opened for reading: what a manifest names, and nothing written later."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import narwhals as nw
import pyarrow as pa

from phucvu.errors import UserError
from phucvu.lake import delta, manifest
from phucvu.lake.engines import DuckEngine, Engine, PolarsEngine, SparkEngine, collect, collect_arrow
from phucvu.lake.fold import ORDER, ORIGIN, folded
from phucvu.lake.intake import import_row
from phucvu.lake.manifest import Manifest
from phucvu.lake.sql import columns, scan, text
from phucvu.lake.tables import table_of, tables, versioned
from phucvu.lake.workspace import Workspace
from phucvu.records.schema import record_type
from phucvu.registry.clock import local


class Snapshot:
    """Frames and rows of one version. Frames of one snapshot and one engine can be joined with each other."""

    def __init__(self, workspace: Workspace, opened: Manifest) -> None:
        self.workspace = workspace
        self._manifest = opened
        self._engines: dict[str, Engine] = {}

    @classmethod
    def open(cls, workspace: Workspace, known_at: int | str | datetime | None = None) -> "Snapshot":
        """The latest version, or that of a manifest number or moment (datetime, or ISO 8601 text).

        Raises UserError when the lake has no such version.
        """
        if known_at is None:
            return cls(workspace, manifest.current(workspace.lake))
        if isinstance(known_at, int) or (isinstance(known_at, str) and known_at.isdigit()):
            return cls(workspace, manifest.numbered(workspace.lake, int(known_at)))
        return cls(workspace, manifest.at(workspace.lake, _moment(known_at)))

    @property
    def known_at(self) -> int:
        """Number of the manifest."""
        return self._manifest.number

    @property
    def data_version(self) -> int:
        """Number of the manifest that last changed data: an edition kept or a compaction since changed none."""
        return manifest.of_data(self.workspace.lake, self._manifest).number

    @property
    def written_at(self) -> datetime:
        """When the manifest was written: naive local time, whole seconds; opening at that moment finds it again."""
        return self._manifest.written_at

    def engine(self, name: str = "duckdb") -> Engine:
        """The engine of this snapshot: duckdb, polars or spark. Its `table` joins small tables to the frames.

        Raises UserError for another name, and where Spark cannot be started.
        """
        starts: dict[str, Callable[[], Engine]] = {"duckdb": self._duck, "polars": PolarsEngine, "spark": self._spark}
        if str(name) not in starts:
            raise UserError(f"Mục engine trong tệp workspace.yaml ghi “{name}”. Hãy ghi duckdb, polars hoặc spark.")
        if name not in self._engines:
            self._engines[name] = starts[name]()
        return self._engines[name]

    def frame(self, record: str, engine: str = "duckdb") -> nw.LazyFrame[Any]:
        """All records of a type, readings folded, columns typed as in the schema; empty but typed without data.

        Applicants are never given out as a frame: ValueError.
        """
        if record_type(record).restricted:
            raise ValueError(f"{record} is restricted and never joined")
        if record == "dossier":
            return self.engine(engine).scan(self.files("dossier"), tables()["dossier"].schema)
        frame = self._duck_engine().select(self._folded(record))
        return frame if engine == "duckdb" else self.engine(engine).table(collect_arrow(frame))

    def rows(self, record: str, **equal: str) -> list[dict[str, Any]]:
        """The records of a type as dicts, in the order of their key; ``equal``: only those with these values."""
        frame = self.frame(record)
        for name, value in equal.items():
            frame = frame.filter(nw.col(name) == value)
        return collect(frame.sort(*record_type(record).key, nulls_last=True))

    def files(self, table: str) -> list[str]:
        """Paths of the Parquet files of a table at this version."""
        version = self._manifest.tables.get(table)
        return [] if version is None else delta.files(self.workspace.lake / table, version)

    def imports(self) -> list[dict[str, Any]]:
        """The imports live at this version, oldest first."""
        return [import_row(row) for row in self._select(f"{self._all('imports')} ORDER BY imported_at, import_id")]

    def rejects(self, import_id: str | None = None) -> list[dict[str, Any]]:
        """Rejected rows, of one import or of all."""
        return self._remarks("rejects", import_id)

    def findings(self, import_id: str | None = None) -> list[dict[str, Any]]:
        """Findings of the readers, of one import or of all."""
        return self._remarks("findings", import_id)

    def editions(self) -> list[dict[str, Any]]:
        """The editions, oldest first."""
        return self._select(f"{self._all('editions')} ORDER BY made_at, edition_id")

    def provenance(self, dossier_code: str) -> list[dict[str, Any]]:
        """Every stored reading that names a dossier, in the order of truth within each record type.

        Each row: record, source, import_id, file, row, extracted_at, then the columns of the record.
        """
        sources = {row["import_id"]: row["source"] for row in self.imports()}
        found = []
        for kind in versioned():
            if "dossier_code" in kind.arrow().names and not kind.restricted:
                of_it = f"dossier_code = {text(dossier_code)}"
                found += [{"record": kind.name, **row} for row in self.readings(kind.name, of_it)]
        return [{"source": sources.get(row["import_id"]), **row} for row in found]

    def origins(self) -> list[dict[str, Any]]:
        """Distinct origins: origin_id, prefix_code, receiving_name, handling_name, received_month, dossiers (count)."""
        names = columns(["origin_id", *ORIGIN])
        return self._select(
            f"SELECT {names}, count(*) AS dossiers FROM ({self._all('dossier')}) GROUP BY {names} ORDER BY {names}"
        )

    def readings(self, record: str, condition: str = "true") -> list[dict[str, Any]]:
        """Every stored reading of a record type for which the SQL condition holds, in the order of truth.

        Each row: import_id, file, row, extracted_at, then the columns of the record.
        """
        carried = record_type(record).arrow(carried_only=True).names
        names = columns(["import_id", "file", "row", "extracted_at", *carried])
        rows = self._all(table_of(record))
        return self._select(f"SELECT {names} FROM ({rows}) WHERE {condition} ORDER BY {ORDER}")

    def _remarks(self, table: str, import_id: str | None) -> list[dict[str, Any]]:
        chosen = "" if import_id is None else f"WHERE import_id = {text(import_id)}"
        return self._select(f'SELECT * FROM ({self._all(table)}) {chosen} ORDER BY import_id, file, "row"')

    def _all(self, table: str) -> str:
        return scan(self.files(table), tables()[table].schema)

    def _folded(self, record: str) -> str:
        kind = record_type(record)
        if record == "coverage":
            key = columns(kind.key)
            return f"SELECT {key}, max(extracted_at) AS extracted_at FROM ({self._all('coverage')}) GROUP BY {key}"
        return f"SELECT {columns(kind.arrow().names)} FROM ({folded(kind, self._all(table_of(record)))})"

    def _select(self, sql: str) -> list[dict[str, Any]]:
        table: pa.Table = self._duck_engine().connection.sql(sql).to_arrow_table()
        rows: list[dict[str, Any]] = table.to_pylist()
        return rows

    def _duck(self) -> DuckEngine:
        settings = self.workspace.settings
        return DuckEngine(self.workspace.path / "tmp", settings["memory_limit"], settings["threads"])

    def _spark(self) -> SparkEngine:
        return SparkEngine(self.workspace.settings, self.workspace.path / "tmp")

    def _duck_engine(self) -> DuckEngine:
        engine = self.engine("duckdb")
        assert isinstance(engine, DuckEngine)
        return engine


def _moment(known_at: str | datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(known_at.strip()) if isinstance(known_at, str) else known_at
    except ValueError:
        raise UserError(
            f"Không hiểu phiên bản “{known_at}”. Hãy ghi số phiên bản, hoặc thời điểm như 2023-06-01T08:00:00."
        ) from None
    return local(moment)
