"""Questions to the running program, answered by measuring it beside a baseline in the same run."""
