#!/usr/bin/env bash
# Installs the servers that tests talk to, from Debian and from npm, where they are missing. The former needs root. `npm test`
# without them names what it could not run.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
need() {
  command -v "$1" > /dev/null || [ -x "/usr/sbin/$1" ] || missing+=("${@:2}")
}

need swift-proxy-server swift-proxy swift-account swift-container swift-object memcached # a bucket of S3 that checks signatures
need sshd openssh-server                                                               # SFTP
need rclone rclone                                                                     # what opens the next ones
need setpriv util-linux
need smbd samba                                                                        # SMB
need lighttpd lighttpd lighttpd-mod-webdav                                             # WebDAV

# Azure Blob: 190 MB that nobody needs who does not test it, so it is none of our own packages (test/node/stores/rclone/azure-server.ts).
azurite=${XDG_CACHE_HOME:-$HOME/.cache}/longhaul-test/azurite-3.36.0
if [ ! -x "$azurite/node_modules/.bin/azurite-blob" ]; then
  mkdir -p "$azurite"
  echo '{ "private": true }' > "$azurite/package.json"
  npm install --prefix "$azurite" --ignore-scripts --no-audit --no-fund --save-exact azurite@3.36.0
fi

[ "${#missing[@]}" -gt 0 ] || exit 0
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
# The servers are started by the tests, each for itself, and by nobody else.
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
apt-get update -q
apt-get install -y -q --no-install-recommends "${missing[@]}"
