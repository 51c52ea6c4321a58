"""The parts of the page Region: the countries' figures together, and set against each other."""
