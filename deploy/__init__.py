"""The production entry: how the dashboard is run on a server."""
