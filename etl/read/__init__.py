"""One module per source: a published file in, one tidy table out."""
