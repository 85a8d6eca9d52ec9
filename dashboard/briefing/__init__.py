"""Briefings: one deck for a nation, a prefecture, a municipality or a group; the screen and PowerPoint show the same slides."""
