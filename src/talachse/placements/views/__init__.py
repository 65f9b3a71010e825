"""Pages of placement."""
