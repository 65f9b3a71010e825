"""Reading the agreement and its steering; a day is always given."""
