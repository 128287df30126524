"""``python -m publish`` is the command ``publish``."""

from publish.cli import main

raise SystemExit(main())
