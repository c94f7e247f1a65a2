"""Run uv with pip's configuration, so that a machine set up for pip alone (a mirror, a certificate) needs nothing more.

Where uv cannot install, pip does: the same file, the same hashes, only slower.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path

UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "cert": "SSL_CERT_FILE",
    "proxy": "HTTPS_PROXY",
    "trusted-host": "UV_INSECURE_HOST",
}


def pip_options() -> dict[str, str]:
    """pip's options by name, the later and more special place winning, as pip reads them."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    options: dict[str, str] = {}
    for scope in ("global.", "install.", ":env:."):
        for line in listing.splitlines():
            key, _, value = line.partition("=")
            if key.startswith(scope):
                options[key.removeprefix(scope)] = shlex.split(value)[0] if value.strip("'\"") else ""
    return options


def environment() -> dict[str, str]:
    """The environment for uv: what is set for uv itself wins over what is set for pip."""
    variables = dict(os.environ)
    for option, value in pip_options().items():
        if value and option in UV_NAMES:
            variables.setdefault(UV_NAMES[option], " ".join(value.split()))
    # pip looks for a version in every index; the hashes in the lock say which file it must be.
    variables.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    # As pip does; every start of the program takes half the time, also where Python may not write beside the source.
    variables.setdefault("UV_COMPILE_BYTECODE", "1")
    variables["VIRTUAL_ENV"] = sys.prefix
    return variables


def main() -> int:
    arguments = sys.argv[1:]
    uv = [str(Path(sys.executable).with_name("uv")), "--quiet", *arguments]
    status = subprocess.run(uv, env=environment(), check=False).returncode
    if status and arguments[:2] == ["pip", "install"]:
        print("    uv could not install; pip tries ...", file=sys.stderr)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *arguments[2:]]
        status = subprocess.run(pip, check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
