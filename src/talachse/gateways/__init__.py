"""The world outside: one module each, with a Protocol, the real client and a fake. Only here connections are opened."""
