"""`summarizer schema`: the JSON Schemas of what goes in, what comes out and what a model fills in."""

from __future__ import annotations

import argparse
import json
from typing import Any

from summarizer.cli.options import add_command
from summarizer.cli.outcome import ALL_DONE
from summarizer.errors import UsageError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(commands, "schema", "the JSON Schemas of what comes out", "summarizer schema Story")
    command.add_argument("name", nargs="?", help="one of them; without a name they are listed")
    command.set_defaults(run=_run)


def all_schemas() -> dict[str, dict[str, Any]]:
    """Each public schema by its name: the files in `schemas/`."""
    from summarizer.extraction import answer
    from summarizer.schema.export import json_schemas

    return json_schemas({"Answer": answer.ANSWER_SCHEMA, "Repair": answer.REPAIR_SCHEMA})


def _run(options: argparse.Namespace) -> int:
    schemas = all_schemas()
    if options.name is None:
        print("\n".join(schemas))
        return ALL_DONE
    if options.name not in schemas:
        raise UsageError(f"There is no schema {options.name}.", f"There are: {', '.join(schemas)}.")
    print(json.dumps(schemas[options.name], indent=2, ensure_ascii=False))
    return ALL_DONE
