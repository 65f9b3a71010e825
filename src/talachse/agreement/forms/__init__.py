"""Input of the steering, checked."""
