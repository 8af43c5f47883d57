"""Trains the auto-contouring networks that Limner ships: from a data folder to ONNX, manifest, card and golden output."""

__version__ = "0.1.0"
