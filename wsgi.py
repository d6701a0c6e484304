"""The application object that servers and the flask command load."""

from app.factory import create_app

app = create_app()
