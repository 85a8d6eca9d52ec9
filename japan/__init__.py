"""How Japan's public data is written: codes, dates, cells, names. Pure Python; imports nothing else of the project."""
