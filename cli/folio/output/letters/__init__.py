"""Letters: which are due, drafted from templates, checked, and written as files."""
