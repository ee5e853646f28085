"""Counts the pages of one PDF, in a process of its own: what a hostile PDF does, it does to that one alone.

    python -m records_desk.db._page_counter < FILE

Prints the number of pages.
"""

import io
import sys

from records_desk.db._limits import limit

MEMORY, SECONDS = 1 << 30, 15


def main() -> None:
    """Count."""
    limit(MEMORY, SECONDS)
    from pypdf import PdfReader

    print(len(PdfReader(io.BytesIO(sys.stdin.buffer.read())).pages))


if __name__ == "__main__":
    main()
