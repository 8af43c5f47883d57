"""A cache as one small file, to carry it to another computer: differences along a row, bytes apart, LZMA."""
import json
import lzma
import struct
from pathlib import Path

import numpy

from .cache import read_case, read_index
from .specs import to_json

_MAGIC = b"LIMNERCACHE1"


def _squeeze(values: numpy.ndarray) -> bytes:
    differences = numpy.diff(values.astype(numpy.int16), axis=-1, prepend=numpy.int16(0))
    apart = numpy.frombuffer(differences.astype("<i2").tobytes(), numpy.uint8).reshape(-1, 2).T
    return lzma.compress(numpy.ascontiguousarray(apart).tobytes(), preset=6)


def _expand(data: bytes, shape) -> numpy.ndarray:
    apart = numpy.frombuffer(lzma.decompress(data), numpy.uint8).reshape(2, -1)
    differences = numpy.frombuffer(numpy.ascontiguousarray(apart.T).tobytes(), "<i2").reshape(shape)
    # Wraps round exactly as the differences did.
    return numpy.cumsum(differences, axis=-1, dtype=numpy.int16)


def pack_cache(cache: Path, file: Path, step_hu: int = 2) -> int:
    """Writes all cases into `file`, HU in steps of `step_hu` (far below the noise of a CT); returns its size."""
    index = read_index(cache)
    header = json.dumps({"index": to_json(index), "stepHu": step_hu}).encode()
    with file.open("wb") as out:
        out.write(_MAGIC + struct.pack("<I", len(header)) + header)
        for entry in index.cases:
            case = read_case(cache, entry)
            steps = numpy.rint(case.image.astype(numpy.float32) / step_hu).astype(numpy.int16)
            for part in (_squeeze(steps), lzma.compress(case.labels.tobytes(), preset=6)):
                out.write(struct.pack("<I", len(part)) + part)
    return file.stat().st_size


def unpack_cache(file: Path, cache: Path) -> int:
    """The reverse, into a folder that every command takes as its cache; returns the number of cases."""
    cache.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as source:
        if source.read(len(_MAGIC)) != _MAGIC:
            raise ValueError(f"{file}: not a packed cache")

        def block() -> bytes:
            (length,) = struct.unpack("<I", source.read(4))
            return source.read(length)

        header = json.loads(block())
        for entry in header["index"]["cases"]:
            image = _expand(block(), entry["shape"]) * numpy.int16(header["stepHu"])
            labels = numpy.frombuffer(lzma.decompress(block()), numpy.uint8).reshape(entry["shape"])
            numpy.savez(cache / f"{entry['id']}.npz", image=image, labels=labels,
                        spacing_mm=numpy.asarray(entry["spacing_mm"], numpy.float32))
    (cache / "index.json").write_text(json.dumps(header["index"], indent=1))
    return len(header["index"]["cases"])
