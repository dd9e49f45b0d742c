"""Filled-in files in, tables and problems out: find -> read -> locate -> convert -> check.

The only part that knows readers.
"""
