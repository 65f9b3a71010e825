"""Every wish for help: date of receipt, desk, code, answer. Stored before any mail leaves."""
