"""A class collected: rosters, submissions, and which file counts for whom."""
