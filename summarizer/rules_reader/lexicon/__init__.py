"""The words that the rules know: tables of `data/`, the forms of verbs, countries and cities."""
