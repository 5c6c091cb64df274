"""Noun phrases, predicates and clauses in a tagged sentence, and what turns round what a verb says."""
