"""Input of placement."""
