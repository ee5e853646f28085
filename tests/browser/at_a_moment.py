"""Serves a store at a moment that does not pass: `python at_a_moment.py MOMENT STORE PORT`. The pictures are taken of it."""

import sys
from datetime import datetime

from records_desk import app, configure

if __name__ == "__main__":
    moment, path, port = sys.argv[1:]
    configure(database=path, clock=lambda: datetime.fromisoformat(moment))
    app.serve(int(port))
