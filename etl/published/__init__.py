"""The built database as something that is published once and fetched by every server: see etl.published.publishing."""
