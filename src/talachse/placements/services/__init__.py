"""What happens between a person and a place."""
