#!/usr/bin/env bash
# Installs what the tests need beyond a JDK and Maven, and only what is missing.
set -euo pipefail

# A Docker engine and its network are in folders that only root has in its PATH.
PATH="$PATH:/usr/sbin:/sbin"

needs=()
for need in curl docker-compose kcat openssl dockerd=docker.io ip=iproute2; do # a command, and its package if that is called otherwise
  command -v "${need%=*}" >/dev/null || needs+=("${need#*=}")
done
# A broker, a store and the Python side of Celery.
[[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || needs+=(rabbitmq-server)
command -v redis-server >/dev/null || needs+=(redis-server)
for module in celery redis msgpack yaml; do
  /usr/bin/python3 -c "import $module" 2>/dev/null || needs+=("python3-$module")
done
# Images for tests are made of it, so it has to run without any library.
if ! command -v busybox >/dev/null || ldd "$(command -v busybox)" >/dev/null 2>&1; then
  needs+=(busybox-static)
fi
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
