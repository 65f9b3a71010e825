"""Questions about entitlement and their answers; nothing is stored."""
