#!/usr/bin/env python
"""The same as the console script `trygga`, for those who look for manage.py."""

from trygga.config.cli import main

if __name__ == "__main__":
    main()
