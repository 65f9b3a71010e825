"""Names of the live counts behind figures."""
