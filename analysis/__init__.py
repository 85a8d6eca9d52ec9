"""The domain, pure: tables in, tables out; no Streamlit, no SQL, no files."""
