"""The directory of offers, and the inventory of places: place groups, capacity, funding."""
