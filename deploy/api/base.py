"""What stands before every address of this server."""

from streamlit import config


def path() -> str:
    """Nothing, or /name where the server is told to answer below a name (server.baseUrlPath)."""
    name = str(config.get_option("server.baseUrlPath")).strip("/")
    return name and f"/{name}"
