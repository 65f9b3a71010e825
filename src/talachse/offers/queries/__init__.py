"""Reading the directory and the inventory of places."""
