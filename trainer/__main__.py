"""Runs the trainer as `python -m trainer`."""

import sys

if __name__ == "__main__":
    try:
        from trainer.cli import main
    except KeyboardInterrupt:
        sys.exit(130)
    main()
