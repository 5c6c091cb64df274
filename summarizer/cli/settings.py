"""Settings that hold for every run: a file, the environment, options, each stronger than the one before it.

A setting has the name of its option. The file is `summarizer.toml`, or the table `[tool.summarizer]` of
`pyproject.toml`, in the working folder, or whatever `SUMMARIZER_CONFIG` names; folders above are not looked at, so that
nobody's file but that of the folder one works in says where articles are sent.
"""

from __future__ import annotations

import argparse
import difflib
import ipaddress
import json
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from summarizer.errors import UsageError

KEY, KEY_VARIABLE = "api-key", "OPENAI_API_KEY"
FILE, PYPROJECT = "summarizer.toml", "pyproject.toml"
_FILE_VARIABLE = "SUMMARIZER_CONFIG"
DEFAULT = "default"

_NAMES = (
    "model base-url structured parameter timeout concurrency requests-per-minute tokens-per-minute link ask-near-pairs "
    "embedding-model cache store "
    "price max-cost max-tokens-total max-cost-per-day max-tokens-per-day host port folder key-requests-per-minute "
    "allow-host smtp mail-from log-format quiet"
).split()
_VARIABLES = {"base-url": "OPENAI_BASE_URL"}
_ONLY_IN_A_FILE = ("parameter", "folder", "allow-host")
"""A table and lists, which a variable of the environment would need a notation of its own for."""
_YES_OR_NO = ("link", "ask-near-pairs", "quiet")
_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: what holds, and who said so (a file, a variable of the environment, or nobody: the default)."""

    name: str
    value: object
    origin: str
    variable: str | None


def apply(parser: argparse.ArgumentParser) -> list[Setting]:
    """Makes what the file and the environment say the defaults of the options of all commands.

    Raises:
        UsageError: the file cannot be read, names what is no setting, or a value cannot be.
    """
    file, table = _read_file()
    held: dict[str, Setting] = {}
    for command in _commands(parser):
        for action in command._actions:
            name = action.dest.replace("_", "-")
            if name not in _NAMES or not action.option_strings:
                continue
            found = _setting(name, action, file, table)
            held.setdefault(name, found)
            if found.origin != DEFAULT:
                command.set_defaults(**{action.dest: found.value})
    return [held[name] for name in _NAMES if name in held]


def sends_key_as_file_says(options: argparse.Namespace, held: list[Setting]) -> str | None:
    """The address that a file has the key of the environment sent to, if that is another machine's."""
    base_url = next(one for one in held if one.name == "base-url")
    asks = getattr(options, "base_url", None) == base_url.value and not getattr(options, "replay", None)
    from_file = base_url.origin not in (DEFAULT, base_url.variable)
    if not (asks and from_file and os.environ.get(KEY_VARIABLE)) or _is_this_machine(str(base_url.value)):
        return None
    return f"{base_url.value} (so says {base_url.origin})"


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _commands(command)


def _read_file() -> tuple[str, dict[str, Any]]:
    """The name of the file that holds settings, for messages, and what it says."""
    named = os.environ.get(_FILE_VARIABLE)
    for path in [Path(named)] if named else [Path(FILE), Path(PYPROJECT)]:
        if not (named or path.is_file()):
            continue
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} cannot be read ({getattr(error, 'strerror', None) or error}).") from None
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{path} is no TOML: {error}.", 'Write a setting a line: model = "gpt-5-mini".') from None
        where = str(path)
        if path.name == PYPROJECT:
            table = table.get("tool", {}).get("summarizer")
            where = f"{path}, [tool.summarizer]"
            if table is None:
                continue
        _check_names(where, table)
        return where, table
    return "", {}


def _check_names(where: str, table: dict[str, Any]) -> None:
    for name in table:
        if name == KEY:
            raise UsageError(
                f"{where}: {KEY}: a key does not belong in a file, which others may come to read.",
                f"Set {KEY_VARIABLE} in the environment.",
            )
        if name not in _NAMES:
            near = difflib.get_close_matches(name.replace("_", "-"), _NAMES, 1)
            raise UsageError(
                f"{where}: {name} is no setting.",
                f"Did you mean {near[0]}?" if near else f"There are: {', '.join(_NAMES)}.",
            )


def _setting(name: str, action: argparse.Action, file: str, table: dict[str, Any]) -> Setting:
    variable = None if name in _ONLY_IN_A_FILE else variable_of(name)
    if variable and os.environ.get(variable):
        return Setting(name, _value(name, action, os.environ[variable], variable), variable, variable)
    if name in table:
        return Setting(name, _value(name, action, table[name], f"{file}: {name}"), file, variable)
    return Setting(name, action.default, DEFAULT, variable)


def variable_of(name: str) -> str:
    """The variable of the environment that a setting may be in."""
    return _VARIABLES.get(name, f"SUMMARIZER_{name.replace('-', '_').upper()}")


def _value(name: str, action: argparse.Action, given: object, where: str) -> object:
    """What was given as the option takes it.

    Raises:
        UsageError: the option would not take it.
    """
    if name in ("link", "ask-near-pairs", "quiet") or (
        name == "cache" and (isinstance(given, bool) or given in _WORDS)
    ):
        return _yes_or_no(given, where)
    if name == "parameter":
        if not isinstance(given, dict):
            raise UsageError(f"{where}: this is no table.", "Write [parameter], and under it temperature = 0.")
        return [f"{key}={json.dumps(value)}" for key, value in given.items()]
    if name in _ONLY_IN_A_FILE:
        if not (isinstance(given, list) and all(isinstance(each, str) for each in given)):
            raise UsageError(f"{where}: this is no list of texts.", f'Write {name} = ["…", "…"].')
        return given
    if isinstance(given, bool) or not isinstance(given, (str, int, float)):
        raise UsageError(f"{where}: {json.dumps(given, default=str)} is neither a text nor a number.")
    value: object = str(given)
    try:
        value = action.type(str(given)) if callable(action.type) else str(given)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{where}: {error}.") from None
    if action.choices is not None and value not in action.choices:
        raise UsageError(f"{where}: {value} is none of {', '.join(action.choices)}.")
    return value


def _yes_or_no(given: object, where: str) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.lower() in _WORDS:
        return _WORDS[given.lower()]
    raise UsageError(f"{where}: {given} is neither true nor false.")
