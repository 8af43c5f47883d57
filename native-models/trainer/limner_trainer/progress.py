"""What a run tells: JSON lines on stdout for the app that started it, and a CSV file for people."""
import csv
import json
import sys
from pathlib import Path
from typing import Any, Optional, Sequence, TextIO


class Progress:
    """Writes one JSON object a line, flushed: the reader on the other end of the pipe is live."""

    def __init__(self, stream: Optional[TextIO] = None):
        self._stream = stream or sys.stdout

    def say(self, event: str, **fields: Any) -> None:
        self._stream.write(json.dumps({"event": event, **fields}) + "\n")
        self._stream.flush()


class CsvLog:
    """Appends rows to a CSV file. After a resume, rows at or past the resumed step are dropped first."""

    def __init__(self, path: Path, columns: Sequence[str], from_step: int):
        self._path = path
        self._columns = list(columns)
        rows = []
        if path.exists():
            with path.open(newline="") as file:
                rows = [r for r in csv.DictReader(file) if int(r["step"]) <= from_step]
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, self._columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)

    def add(self, **row: Any) -> None:
        with self._path.open("a", newline="") as file:
            csv.DictWriter(file, self._columns).writerow(row)
