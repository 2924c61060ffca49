#!/usr/bin/env bash
# Installs what the tests need beyond a JDK and Maven, and only what is missing.
set -euo pipefail

needs=()
for need in curl docker-compose kcat; do # each is the name of a command and of its package
  command -v "$need" >/dev/null || needs+=("$need")
done
if ((${#needs[@]} == 0)); then
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
    echo "The tests need: ${needs[*]}. Install it as root: apt-get install ${needs[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
if ! command -v apt-get >/dev/null; then
  echo "The tests need: ${needs[*]}. There is no apt-get here; install it by other means." >&2
  exit 1
fi

echo "Installing for the tests: ${needs[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needs[@]}"
