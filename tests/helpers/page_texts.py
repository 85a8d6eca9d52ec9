"""What a page shows, as text."""

from streamlit.testing.v1 import AppTest


def texts(app: AppTest) -> str:
    """All that is written on the page, what is laid out as HTML included."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    parts += [*app.info, *app.warning, *app.error]
    return "\n".join([*(part.value for part in parts), *(part.proto.body for part in app.get("html"))])
