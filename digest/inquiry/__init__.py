"""What is asked about actors: a command's words -> who is meant, on what, since when -> answers read from the store.

arguments (words, window, topic) -> naming (who is meant; else which one, or who is like it) -> actor, said, timeline
"""
