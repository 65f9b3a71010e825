"""Measurements, not tests: how fast and how safe the running product is. See README.md."""
