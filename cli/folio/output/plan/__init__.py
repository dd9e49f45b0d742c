"""The page to take along to an interview, in three formats."""
