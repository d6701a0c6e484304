"""The application object that servers and the flask command load.

A server also prints and mails; a command does not.
"""

from click import get_current_context

from app.factory import create_app
from app.mail import worker as mailing
from app.paper import worker as printing

app = create_app()
if get_current_context(silent=True) is None:  # no command of ours is running, so a server is
    printing.start(app)
    mailing.start(app)
