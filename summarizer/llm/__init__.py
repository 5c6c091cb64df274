"""A chat model behind an OpenAI-compatible endpoint: asked, paced, priced, recorded, kept."""
