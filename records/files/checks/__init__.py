"""What an uploaded file is looked through for; one module per kind of file."""
