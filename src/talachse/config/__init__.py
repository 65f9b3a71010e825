"""Settings, addresses and the command line: the only tier that knows all apps."""
