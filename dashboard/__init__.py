"""What pages are assembled from: questions to the database, figures, maps, pickers, downloads."""
