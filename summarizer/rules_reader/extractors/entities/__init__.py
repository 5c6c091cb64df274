"""Who and what an article names, and whom its pronouns and descriptions mean."""
