"""Questions to health guides and the women's health programme. Its own readers; nobody else looks in."""
