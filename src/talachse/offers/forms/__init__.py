"""Input of the directory, of places and of apprenticeships."""
