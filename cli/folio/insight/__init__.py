"""What a reading means: progress, what is due, previews, P.E.A.K.S. gaps, the network, and the class."""
