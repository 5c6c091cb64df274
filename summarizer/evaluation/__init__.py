"""How good an answerer is: its summaries and stories, measured against labels made by hand."""

from __future__ import annotations

from summarizer.evaluation.compare import FigureChange, compare
from summarizer.evaluation.gold import GoldArticle, GoldStory, read_gold
from summarizer.evaluation.measure import Evaluation, evaluate, pooled, read_evaluation, score
from summarizer.evaluation.output import errors, table, write_evaluation

__all__ = [
    "Evaluation",
    "FigureChange",
    "GoldArticle",
    "GoldStory",
    "compare",
    "errors",
    "evaluate",
    "pooled",
    "read_evaluation",
    "read_gold",
    "score",
    "table",
    "write_evaluation",
]
