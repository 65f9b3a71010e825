"""Steering: the agreement, its projects and figures, seats, meetings, decisions. Counts, never persons."""
