"""MIME types of the files readers take away or bring."""

CSV = "text/csv"
GEOJSON = "application/geo+json"
PARQUET = "application/vnd.apache.parquet"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
