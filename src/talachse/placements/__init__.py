"""Participation: who (pseudonymous) takes a place, from when to when, and the duration ledgers."""
