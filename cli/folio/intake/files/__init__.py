"""Which files there are, and the sandbox in which each is read."""
