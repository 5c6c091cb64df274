"""`summarizer config`: which settings hold, and where each comes from."""

from __future__ import annotations

import argparse
import json
import os
import sys

from summarizer.cli.options import add_command
from summarizer.cli.outcome import ALL_DONE
from summarizer.cli.settings import DEFAULT, KEY, KEY_VARIABLE, Setting
from summarizer.scrubbing import HIDDEN, scrub


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "config",
        "which settings hold, and where each comes from; keys and passwords are masked",
        "summarizer config",
        "SUMMARIZER_MODEL=qwen3:14b summarizer config",
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    key = os.environ.get(KEY_VARIABLE)
    settings: list[Setting] = [
        *options.settings,
        Setting(KEY, HIDDEN if key else None, KEY_VARIABLE if key else DEFAULT, KEY_VARIABLE),
    ]
    rows = [(one.name, _shown(one), one.origin, one.variable) for one in settings]
    if not sys.stdout.isatty():
        known = [dict(zip(("name", "value", "from", "variable"), row, strict=True)) for row in rows]
        print(json.dumps(known, indent=2, ensure_ascii=False))
        return ALL_DONE
    widths = [max(len(row[at] or "") for row in rows) for at in (0, 1)]
    for name, value, origin, _ in rows:
        print(f"{name:{widths[0]}}  {value:{widths[1]}}  {origin}")
    return ALL_DONE


def _shown(setting: Setting) -> str:
    value = setting.value
    if setting.name == "cache" and value is True:
        return "the platform's cache folder"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return scrub(", ".join(map(str, value)))
    return "" if value is None else scrub(str(value))
