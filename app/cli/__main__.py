"""`python -m app.cli` is `klynge`."""

from app.cli import main

if __name__ == "__main__":
    main()
