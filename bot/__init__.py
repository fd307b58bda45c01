"""The shell around the engine: chats, schedule, wiring."""
