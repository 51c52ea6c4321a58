"""Code lists and the names of codes in Spanish and English."""
