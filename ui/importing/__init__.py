"""What the page of imports is made of: the file, its check, its outcome, past imports."""
