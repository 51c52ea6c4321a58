"""The parts that pages are made of. They know the look and the words, and no part of the node."""
