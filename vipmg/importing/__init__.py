"""From a file of any office to records, with nothing dropped silently."""
