#!/usr/bin/env bash
# A hub and two nodes in three network namespaces, and a firewall that blocks first one direction, then both: the transfer is
# direct, reversed, relayed. While it is relayed, neither what the hub's wire carries nor what its memory holds has a byte
# of a marked file in the clear. Needs root, ip, nft, tcpdump, gcore (gdb) and a build; by hand, not by `npm test`.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
longhaul=$root/bin/longhaul
[ "$(id -u)" = 0 ] || { echo "reach: needs root for network namespaces" >&2; exit 2; }
for tool in ip nft tcpdump gcore; do
  command -v $tool >/dev/null || { echo "reach: needs $tool" >&2; exit 2; }
done
[ -f "$root/dist/hub/main.js" ] || { echo "reach: run 'npm run build' in $root first" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/longhaul-reach-XXXXXX")
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
net=reach$$
pids=()

leave() {
  code=$?
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  for name in switch hub fs1 fs2; do ip netns del "$net-$name" 2>/dev/null || true; done
  if [ $code -eq 0 ]; then rm -rf "$work"; else echo "reach: kept $work to look at" >&2; fi
  exit $code
}
trap leave EXIT

holds() { printf '  ok  %s\n' "$1"; }
fails() { printf '  NOT %s\n' "$1" >&2; exit 1; }
within() { local name=$1; shift; ip netns exec "$net-$name" "$@"; }
hub() { within hub "$longhaul" hub --data "$work/hub" --listen 10.77.0.1:7400 "$@"; }
until_holds() {
  local what=$1
  shift
  for _ in $(seq 300); do if "$@"; then return; fi; sleep 0.2; done
  fails "$what"
}

# One switch, three machines.
ip netns add "$net-switch"
within switch ip link add lan type bridge
within switch ip link set lan up
number=0
for name in hub fs1 fs2; do
  number=$((number + 1))
  ip netns add "$net-$name"
  ip link add "rc$$.$number" type veth peer name eth0 netns "$net-$name"
  ip link set "rc$$.$number" netns "$net-switch"
  within switch ip link set "rc$$.$number" master lan up
  within "$name" ip address add 10.77.0.$number/24 dev eth0
  within "$name" ip link set eth0 up
  within "$name" ip link set lo up
done

# A firewall that gives no answer to who dials this node's data port.
close_port() {
  within "$1" nft add table inet firewall
  within "$1" nft add chain inet firewall input '{ type filter hook input priority 0; }'
  within "$1" nft add rule inet firewall input iifname eth0 tcp dport 7401 drop
}

start_node() {
  local name=$1
  mkdir -p "$work/$name/root"
  ip netns exec "$net-$name" "$longhaul" node --data "$work/$name/data" --root "$work/$name/root" \
    --join "$(hub --invite node --name "$name" 2>"$work/invite.log")" 2>"$work/$name.log" &
  node_pid=$!
  pids+=($node_pid)
}

# Not through a function: each of these becomes the program itself, whose memory is looked at.
ip netns exec "$net-hub" "$longhaul" hub --data "$work/hub" --listen 10.77.0.1:7400 2>"$work/hub.log" &
hub_pid=$!
pids+=($hub_pid)
answers() { hub --nodes >"$work/nodes" 2>/dev/null; }
until_holds 'the hub answers' answers
start_node fs1
start_node fs2
both_online() { answers && [ "$(grep -c online "$work/nodes")" = 2 ]; }
until_holds 'both nodes are online' both_online

# A marked file: the mark can be found wherever a piece of 100 bytes of it is.
mark=longhaul-mark-$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
mkdir -p "$work/fs1/root/data"
(yes "$mark" || true) | head -c 48M >"$work/fs1/root/data/marked"
head -c 1M /dev/urandom >"$work/fs1/root/data/other"

field() { hub --show "$1" --json | node -e "
  const transfer = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const { reach } = transfer.progress ?? {};
  console.log(process.argv[1] === 'state' ? transfer.state.kind : reach ? [reach.kind, reach.why].filter(Boolean).join(': ') : '');
" "$2"; }
is_reached() { reach=$(field "$1" reach); [ -n "$reach" ]; }
has_ended() { state=$(field "$1" state); case $state in completed* | failed | cancelled) ;; *) return 1 ;; esac; }

# Starts a transfer and waits until it says how its peer is reached.
begin() {
  id=$(hub --from "fs1:$work/fs1/root/data" --to "fs2:$work/fs2/root/$1" --bwlimit 6M)
  until_holds "$1: a way is found" is_reached "$id"
  case $reach in "$1"*) holds "$reach" ;; *) fails "expected $1, got $reach" ;; esac
}
finish() {
  hub --bwlimit-of "$id=off" >"$work/limit"
  until_holds "$1: the end" has_ended "$id"
  [ "$state" = completed ] || fails "$1: $state"
  cmp "$work/fs1/root/data/marked" "$work/fs2/root/$1/marked"
  holds "$1: arrived whole"
}

begin direct
finish direct
close_port fs2
begin reversed
finish reversed
close_port fs1
ip netns exec "$net-hub" tcpdump -q -B 65536 -i eth0 -s 0 -w "$work/wire.pcap" 2>"$work/tcpdump.log" &
tcpdump_pid=$!
pids+=($tcpdump_pid)
begin relayed
gcore -o "$work/memory" "$hub_pid" >"$work/gcore.log" 2>&1
finish relayed
gcore -o "$work/memory-after" "$hub_pid" >>"$work/gcore.log" 2>&1
kill $tcpdump_pid
wait $tcpdump_pid 2>/dev/null || true

# What finds the mark where it is, finds it nowhere on the hub.
times() { LC_ALL=C grep -aco "$mark" "$1" || true; }
[ "$(times "$work/fs1/root/data/marked")" -gt 0 ] || fails 'the search finds the mark in the file'
wire=$(stat -c %s "$work/wire.pcap")
[ "$wire" -gt $((48 * 1024 * 1024)) ] || fails "the capture has only $wire bytes"
[ "$(times "$work/wire.pcap")" = 0 ] || fails "the hub's wire carried the mark in the clear"
holds "the hub's wire: $((wire / 1048576)) MiB captured, the mark is not in them"
for dump in "$work/memory.$hub_pid" "$work/memory-after.$hub_pid"; do
  [ "$(times "$dump")" = 0 ] || fails "the hub's memory held the mark in the clear"
  holds "the hub's memory: $(($(stat -c %s "$dump") / 1048576)) MiB searched, the mark is not in them"
  rm "$dump"
done
gcore -o "$work/node" "$node_pid" >>"$work/gcore.log" 2>&1
found=$(times "$work/node.$node_pid")
[ "$found" -gt 0 ] && holds "the same search of fs2's memory finds it ($found lines)" || fails 'the search of a memory finds a mark that is there'
hub --audit --json | grep -m 1 '"relay"'
