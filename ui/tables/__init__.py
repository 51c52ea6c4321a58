"""The page of tables: what is asked for, how it is laid out, how it is drawn and taken away."""
