"""The commands, by what they work on; each module adds its own to the parser."""
