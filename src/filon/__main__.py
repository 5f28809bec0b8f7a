"""``python -m filon`` is ``filon``."""

from filon.cli import main

if __name__ == "__main__":
    main()
