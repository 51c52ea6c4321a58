"""Records: their variables, storing them, finding them."""
