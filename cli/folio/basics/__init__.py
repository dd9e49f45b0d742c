"""What every part may use: wording, dates, file names, writing files whole."""
