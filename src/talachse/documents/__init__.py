"""Stored files: type and size are checked, and only the app that owns a file hands it out."""
