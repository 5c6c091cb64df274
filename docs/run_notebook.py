"""Runs `docs/notebook.ipynb` and keeps what it shows: `python -m docs.run_notebook` (the extra `docs`)."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

PATH = Path(__file__).parent / "notebook.ipynb"


def run() -> nbformat.NotebookNode:
    """The notebook after it has been run from top to bottom in this folder; an error in a cell is raised."""
    notebook: nbformat.NotebookNode = nbformat.read(PATH, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(PATH.parent)}}, record_timing=False
    ).execute()
    return notebook


if __name__ == "__main__":
    PATH.write_text(nbformat.writes(run()) + "\n", "utf-8")
