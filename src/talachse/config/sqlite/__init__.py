"""SQLite as Django speaks it, with a fairer way to wait for one's turn."""
