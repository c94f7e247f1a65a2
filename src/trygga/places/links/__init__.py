"""Stairwell links: making them, following them, counting how often posters were scanned, and their pictures."""
