"""What the page of records is made of: pages of a listing, columns, filters, one record."""
