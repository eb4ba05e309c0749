#!/usr/bin/env bash
# Installs the servers that tests talk to, from Debian and from npm, where they are missing. The former needs root. Says in
# its last line what is missing still: without it `npm test` names what it does not run, or fails where `CI` is set.
set -uo pipefail
cd "$(dirname "$0")/.."

# Azure Blob: 190 MB that nobody needs who does not test it, so it is none of our own packages (test/node/stores/rclone/azure-server.ts).
azurite=${XDG_CACHE_HOME:-$HOME/.cache}/longhaul-test/azurite-3.36.0

# A program, and the packages of Debian that bring it.
servers=(
  'swift-proxy-server swift-proxy' 'swift-account-server swift-account' # a bucket of S3 that checks signatures
  'swift-container-server swift-container' 'swift-object-server swift-object'
  'memcached memcached'
  'sshd openssh-server' 'ssh-keygen openssh-client' # SFTP
  'rclone rclone'                                   # what opens the next ones
  'setpriv util-linux'
  'smbd samba'                               # SMB
  'lighttpd lighttpd lighttpd-mod-webdav'    # WebDAV
  "$azurite/node_modules/.bin/azurite-blob" # Azure Blob
)

missing() {
  local server
  for server in "${servers[@]}"; do
    command -v "${server%% *}" > /dev/null || [ -x "/usr/sbin/${server%% *}" ] || echo "$server"
  done
}

install_azurite() {
  mkdir -p "$azurite"
  echo '{ "private": true }' > "$azurite/package.json"
  npm install --prefix "$azurite" --ignore-scripts --no-audit --no-fund --save-exact azurite@3.36.0
}

install_packages() {
  echo "installing $*" >&2
  # The servers are started by the tests, each for itself, and by nobody else.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q && apt-get install -y -q --no-install-recommends "$@"
}

[ -x "$azurite/node_modules/.bin/azurite-blob" ] || install_azurite &
read -r -d '' -a packages < <(missing | sed -n 's/^[^ /]* //p')
[ "${#packages[@]}" -eq 0 ] || install_packages "${packages[@]}"
wait

read -r -d '' -a programs < <(missing | sed 's/ .*//; s/.*\///')
[ "${#programs[@]}" -eq 0 ] && exit
echo "tests of servers that are missing (${programs[*]}) fail where CI is set, and are not run elsewhere" >&2
exit 1
