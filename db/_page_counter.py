"""Counts the pages of one PDF, in a process of its own: what a hostile PDF does, it does to that one alone.

    python -m records_desk.db._page_counter < FILE

Prints the number of pages.
"""

import io
import sys

MEMORY, SECONDS = 1 << 30, 15


def limit() -> None:
    """Not more than this memory and time, and no file written, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Count."""
    limit()
    from pypdf import PdfReader

    print(len(PdfReader(io.BytesIO(sys.stdin.buffer.read())).pages))


if __name__ == "__main__":
    main()
