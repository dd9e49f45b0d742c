"""One cell into the type of its column."""
