"""Words, names, sentences and quotations of texts in any language."""
