"""What happens to offers, places and postings."""
