"""Work that happens later: queue by name, a clock that catches up after downtime, and a reaper for lost work."""
