"""Rules a record must keep, and the findings where one does not."""
