"""Stories for people: `markdown`, `terminal` and the shared `view` that both lay out; `progress` of a batch."""
