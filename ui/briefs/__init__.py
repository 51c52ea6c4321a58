"""The page of briefs: the preview of a PDF and the list of those that are kept."""
