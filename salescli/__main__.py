"""`python -m salescli` is `crm`."""

from salescli.cli import run

if __name__ == "__main__":
    run()
