"""Pages of the steering and the public pages of the agreement."""
