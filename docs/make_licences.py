"""Makes `docs/licences.md`: what is installed with summarizer, by extra, and under which licence.

python -m docs.make_licences     in an environment with the extras `service`, `parquet` and `traces`
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
EXTRAS = ("", "service", "parquet", "traces")
_NAMES = {
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD License": "BSD",
    "BSD-3-Clause License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "The MIT License (MIT)": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "The BSD 2-Clause License": "BSD-2-Clause",
    "Python Software Foundation License": "PSF-2.0",
}
_READ = {"locate": "MIT"}
"""What a package's own licence file says, where its metadata says something else."""
_HEAD = """# Licences

<!-- Made by `python -m docs.make_licences`; do not edit by hand. -->

summarizer is under Apache-2.0. It is installed with the packages below, none of which is copied into it. Those whose
licence asks for more than to be named are in bold: LGPL and MPL ask that changes *of that package* be published, which
nobody here makes. wordfreq's code is under Apache-2.0, its tables of word frequencies under CC BY-SA 4.0.
"""


def main() -> None:
    """Writes the page."""
    parts = [_HEAD]
    known: set[str] = set()
    for extra in EXTRAS:
        names = sorted(set(_needed("summarizer", extra)) - known, key=str.lower)
        known |= set(names)
        title = f"With the extra `{extra}`" if extra else "Always"
        rows = "\n".join(_row(name) for name in names)
        parts.append(f"## {title}\n\n| package | version seen | licence |\n| --- | --- | --- |\n{rows}\n")
    PAGE.write_text("\n".join(parts), "utf-8")


def _needed(name: str, extra: str, seen: set[tuple[str, str]] | None = None) -> Iterator[str]:
    seen = set() if seen is None else seen
    if name == "summarizer":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        given = [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else [])]
    else:
        given = metadata.requires(name) or []
    for one in map(Requirement, given):
        if one.marker and not one.marker.evaluate({"extra": extra}):
            continue
        for wanted in ("", *one.extras):
            key = (one.name.lower(), wanted)
            if key in seen:
                continue
            seen.add(key)
            if one.name != "summarizer":
                try:
                    yield metadata.metadata(one.name)["Name"]
                except metadata.PackageNotFoundError:  # needed elsewhere only, on another system or Python
                    continue
            yield from _needed(one.name, wanted, seen)


def _row(name: str) -> str:
    about = metadata.metadata(name)
    licence = about.get("License-Expression") or ""
    classifiers = [one.split(" :: ")[-1] for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    if not licence:
        stated = (about.get("License") or "").strip()
        licence = stated if stated and "\n" not in stated and len(stated) < 60 else " AND ".join(classifiers)
    licence = _READ.get(name, licence)
    licence = re.sub(r"\s+", " ", _NAMES.get(licence, licence)) or "?"
    shown = f"**{licence}**" if re.search("GPL|MPL|CC BY|Proprietary", licence) else licence
    return f"| {name} | {about['Version']} | {shown} |"


if __name__ == "__main__":
    main()
