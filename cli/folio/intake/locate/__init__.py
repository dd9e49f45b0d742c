"""Where the template's sheets, columns and fields are in a file."""
