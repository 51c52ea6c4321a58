"""The parts of the page Exchange: what leaves, what arrives, and the other countries."""
