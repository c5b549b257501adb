"""salescli: a local-first command-line sales assistant."""

__version__ = "0.1.0"
