"""``python -m rawi``: the command ``rawi`` itself."""

import sys

from rawi._rawi import _command


def main() -> int:
    """Runs the command with the arguments of this program, and gives its exit code."""
    sys.stdout.flush()
    return _command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
