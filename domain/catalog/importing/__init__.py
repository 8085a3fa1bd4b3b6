"""A shop's products from a file and into one: read, compared, tried out, done row by row."""
