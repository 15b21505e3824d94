"""The document vault: asked for once, used wherever it is needed."""
