"""JSON <-> dataclasses, strict: a misspelt setting of a recipe must not be ignored for days of computing."""
import dataclasses
import typing
from typing import Any, Type, TypeVar

T = TypeVar("T")


def _convert(hint: Any, value: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin is typing.Union:
        if value is None:
            return None
        return _convert(next(a for a in typing.get_args(hint) if a is not type(None)), value, where)
    if dataclasses.is_dataclass(hint):
        return from_json(hint, value, where)
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"{where}: a list is needed")
        return tuple(_convert(typing.get_args(hint)[0], v, f"{where}[{n}]") for n, v in enumerate(value))
    if origin is dict:
        return {k: _convert(typing.get_args(hint)[1], v, f"{where}.{k}") for k, v in value.items()}
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint in (int, float, str, bool) and type(value) is not hint:
        raise ValueError(f"{where}: {hint.__name__} needed, got {value!r}")
    return value


def from_json(cls: Type[T], json: Any, where: str = "") -> T:
    """Builds `cls` from parsed JSON. Throws ValueError that names the first unknown, missing or mistyped setting."""
    where = where or cls.__name__
    if not isinstance(json, dict):
        raise ValueError(f"{where}: an object is needed")
    fields = {f.name: f for f in dataclasses.fields(cls)}
    hints = typing.get_type_hints(cls)
    for key in json:
        if key not in fields:
            raise ValueError(f"{where}: unknown setting {key!r}; known: {', '.join(fields)}")
    for name, f in fields.items():
        required = f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        if required and name not in json:
            raise ValueError(f"{where}: {name} is missing")
    return cls(**{key: _convert(hints[key], value, f"{where}.{key}") for key, value in json.items()})


def to_json(value: Any) -> Any:
    """The JSON form of a dataclass (tuples become lists)."""
    if dataclasses.is_dataclass(value):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {k: to_json(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_json(v) for v in value]
    return value
