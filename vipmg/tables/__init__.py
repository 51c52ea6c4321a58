"""From cube to tables: specification, tabulation, the standard tables, writing them out."""
