"""The command line: `trygghet`."""

import sys


def main() -> None:
    """Run a command and end the process: 0 ok, 1 failed, 2 usage, 3 some input was rejected, 4 out of reach."""
    from services import collecting

    collecting.not_yet()
    from services.cli.app import app
    from services.cli.faults import told

    try:
        app(prog_name="trygghet")
    except Exception as fault:  # noqa: BLE001 - the last place: whatever it was, people read a paragraph, not a traceback
        sys.exit(told(fault))
    finally:
        collecting.no_more()
