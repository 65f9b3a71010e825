"""Strictness only; no data. Builders live beside the tests of their app."""
