"""Many articles into one folder of summaries, stories and a report."""

from __future__ import annotations

from summarizer.batch.run import Batch, BatchObserver, plan, read_stories, read_summaries, write_stories

__all__ = ["Batch", "BatchObserver", "plan", "read_stories", "read_summaries", "write_stories"]
