"""A filled-in file in: gate -> read -> locate -> type -> validate -> tables and problems.

The only part that knows readers.
"""
