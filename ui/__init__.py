"""The desktop: windows, pages and widgets over the functions of the node."""
