"""Outreach to young people who lost contact to school; schools report counts only."""
