"""What a process of its own may take that reads a file of unknown origin."""


def limit(memory: int, seconds: int, may_write: bool = False) -> None:
    """Not more than this memory in bytes and this time of the processor, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not may_write:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
