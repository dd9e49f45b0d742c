"""One module per command: parse, call one function, show the result, give the exit code.

The only part that knows click.
"""
