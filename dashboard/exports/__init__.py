"""Writers of the files readers take away."""
