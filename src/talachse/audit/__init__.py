"""The journal: who did or read what, when and why. Append-only, no foreign keys, so nothing blocks a deletion."""
