#!/usr/bin/env bash
# Installs the servers that tests talk to, from Debian, where they are missing. Needs root. `npm test` without them names what
# it could not run.
set -euo pipefail

missing=()
need() {
  command -v "$1" > /dev/null || [ -x "/usr/sbin/$1" ] || missing+=("${@:2}")
}

need swift-proxy-server swift-proxy swift-account swift-container swift-object memcached # a bucket of S3 that checks signatures
need sshd openssh-server                                                               # SFTP

[ "${#missing[@]}" -gt 0 ] || exit 0
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
# The servers are started by the tests, each for itself, and by nobody else.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod +x /usr/sbin/policy-rc.d
trap 'rm -f /usr/sbin/policy-rc.d' EXIT
apt-get update -q
apt-get install -y -q --no-install-recommends "${missing[@]}"
