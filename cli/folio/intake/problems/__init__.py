"""The catalog of problems, and one problem made from it."""
