"""Streamlit's uploader in Japanese: its own words are English, so a style sheet hides them and writes others."""

SELECTOR = '[data-testid="stFileUploaderDropzoneInstructions"]'


def style(instructions_ja: str, more: str = "") -> str:
    """The style sheet of a page's uploaders, for st.html. instructions_ja: where files go. more: further rules."""
    return f"""
<style>
[data-testid="stFileUploaderDropzone"] button p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ content: "選ぶ"; font-size: 1rem; }}
{SELECTOR} {{ visibility: hidden; position: relative; }}
{SELECTOR}::after {{
  content: "{instructions_ja}"; visibility: visible; position: absolute; left: 0; white-space: nowrap;
}}
{more}</style>
"""
