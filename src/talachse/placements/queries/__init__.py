"""Reading who takes part, who waits and who was suggested."""
