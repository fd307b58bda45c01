"""What a language brings to the analysis, one module per language code."""
