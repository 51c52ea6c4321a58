"""The command line: the same functions as the desktop. One module a command."""
