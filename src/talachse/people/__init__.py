"""People who are looked after: as little about them as placing needs."""
