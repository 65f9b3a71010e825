"""Who may take a place: caps, terms, duration."""
