"""What the fixtures stand on: databases, a server process, a browser, an API client."""
