"""The demo programme: facts from public pages, people and passphrases that are published here and open nothing real."""
