"""What the first page is made of: what there is to do today, and the figures of the month."""
