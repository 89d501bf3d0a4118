"""What is served over HTTP: the API, its errors, and the pages."""
