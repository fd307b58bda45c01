"""Adapters: work done in a process of its own, bounded in time and memory. Each child loads its own module alone."""
