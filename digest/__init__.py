"""The engine: news in, statements and digests out. Knows no chat, no scheduler, no settings."""
