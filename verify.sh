#!/usr/bin/env bash
# Proves on this machine, with the real programs and real files, what longhaul promises. Works in a clean temporary
# place, prints each thing it proved, and stops with a non-zero exit at the first that does not hold.
set -euo pipefail

root=$(cd "$(dirname "$0")" && pwd)
longhaul=$root/bin/longhaul
[ -f "$root/dist/src/sync/main.js" ] || { echo "verify: run 'npm ci' in $root first" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/longhaul-verify-XXXXXX")
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
pids=()
proved=0

leave() {
  code=$?
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ $code -eq 0 ]; then rm -rf "$work"; else echo "verify: kept $work to look at" >&2; fi
  exit $code
}
trap leave EXIT

section() { printf '\n%s\n' "$1"; }
holds() { proved=$((proved + 1)); printf '  ok  %s\n' "$1"; }
fails() { printf '  NOT %s\n' "$1" >&2; exit 1; }
check() { local what=$1; shift; if "$@" >"$work/last.log" 2>&1; then holds "$what"; else cat "$work/last.log" >&2; fails "$what"; fi; }
equal() { [ "$2" = "$3" ] && holds "$1 ($2)" || fails "$1: expected '$3', got '$2'"; }

# One line that names the problem, the exit code of INTERFACE.md, and no stack trace.
refuses() {
  local what=$1 code=$2 words=$3 got=0
  shift 3
  "$@" >"$work/refusal.out" 2>"$work/refusal.err" </dev/null || got=$?
  [ "$got" = "$code" ] || { cat "$work/refusal.err" >&2; fails "$what: exit $got instead of $code"; }
  grep -q -- "$words" "$work/refusal.err" || { cat "$work/refusal.err" >&2; fails "$what: does not say '$words'"; }
  [ "$(wc -l <"$work/refusal.err")" = 1 ] || { cat "$work/refusal.err" >&2; fails "$what: more than one line"; }
  holds "$what: exit $code, $(head -c 110 "$work/refusal.err")"
}

sql() { (cd "$root" && node_modules/.bin/node --no-warnings -e '
  const Database = require("better-sqlite3");
  const row = new Database(process.argv[1], { readonly: true }).prepare(process.argv[2]).get();
  console.log(Object.values(row).join(" "));' "$1" "$2"); }

# Every name with its type, size and modification time to the nanosecond; bytes, not text.
inventory() { (cd "$1" && find . -mindepth 1 -printf '%P\t%y\t%T@\t' \( -type f -printf '%s' -o -printf '-' \) -printf '\0' | LC_ALL=C sort -z); }
same_inventory() { cmp <(inventory "$1") <(inventory "$2"); }
same_content() { diff -r --no-dereference "$1" "$2"; }
same_digests() { cmp <(cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) <(cd "$2" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum); }
no_leftovers() { [ -z "$(find "$1" -name '*.partial' -print -quit)" ]; }
files_in() { find "$1" -type f -printf x | wc -c; }
under_way() { [ -n "$(find "$1" -name '*.partial' -size +50M -print -quit)" ]; }
any_file() { [ -n "$(find "$1" -type f ! -name '*.partial' -print -quit)" ]; }
until_true() { local tries=$1; shift; for _ in $(seq "$tries"); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; return 1; }
free_port() { "$root/node_modules/.bin/node" -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

# Watches how what lies in a folder grows, for so many seconds from its first byte on: the most of any second, and the mean, as
# bytes a second. A window is never longer than a second, so a watcher that is held up sees too little, never too much.
watch_growth() { "$root/node_modules/.bin/node" -e '
  const { readdirSync, statSync } = require("node:fs");
  const [folder, seconds] = [process.argv[1], Number(process.argv[2])];
  const bytes = () => {
    try {
      return readdirSync(folder, { recursive: true }).reduce((sum, name) => {
        const status = statSync(`${folder}/${name}`, { throwIfNoEntry: false });
        return sum + (status?.isFile() ? status.size : 0);
      }, 0);
    } catch { return 0; }
  };
  const rest = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  while (bytes() === 0) rest(1);
  const seen = [];
  do { seen.push([performance.now(), bytes()]); rest(4); } while (seen.at(-1)[0] < seen[0][0] + seconds * 1000);
  let most = 0;
  for (let from = 0, to = 0; to < seen.length; to += 1) {
    while (seen[from][0] < seen[to][0] - 1000) from += 1;
    most = Math.max(most, seen[to][1] - seen[from][1]);
  }
  const [[start, first], [end, last]] = [seen[0], seen.at(-1)];
  console.log(most, Math.round(((last - first) / (end - start)) * 1000));' "$1" "$2"; }

make_tree() {
  local t=$1
  mkdir -p "$t/nested/a/b/c/d" "$t/empty folder/inner" "$t/small" "$t/日本語" "$t/ünïcödé"
  head -c 314572800 /dev/urandom >"$t/nested/300 MB.bin"
  for i in $(seq 1000); do printf 'small file %d\n' "$i" >"$t/small/$i.txt"; done
  : >"$t/empty"
  : >"$t/nested/a/b/empty too.dat"
  printf 'deep\n' >"$t/nested/a/b/c/d/deep.txt"
  printf 'x' >"$t/日本語/報告書.pdf"
  printf 'x' >"$t/ünïcödé/größe.txt"
  printf 'x' >"$t/🎬 clip 👩‍👩‍👧.mov"
  printf 'x' >"$t/a name with  spaces .txt"
  printf 'x' >"$t/$(printf 'line\nfeed').txt"
  printf 'x' >"$t/$(printf 'not utf-8 \xff\xfe').bin"
  printf 'x' >"$t/-starts-with-a-dash"
  printf 'x' >"$t/.hidden"
  ln -s ../empty "$t/nested/link to empty"
  truncate -s 8M "$t/sparse.img"
  touch -d '2001-02-03 04:05:06.123456789Z' "$t/empty" "$t/nested"
}

section "Test data"
src=$work/source
make_tree "$src"
total=$(files_in "$src")
equal "files made" "$total" 1013

section "longhaul sync"
dst=$work/destination
db=$work/backlog.db
check "the first run copies" "$longhaul" sync "$src" "$dst" --db "$db" --log "$work/audit.jsonl" --json
check "every file is there with its content (diff -r)" same_content "$src" "$dst"
check "every file has the same SHA-256" same_digests "$src" "$dst"
check "names, sizes and times are equal to the nanosecond, folders too" same_inventory "$src" "$dst"
check "no temporary file is left" no_leftovers "$dst"
equal "backlog: files synced" "$(sql "$db" "select count(*) from files where status = 'synced' and size >= 0 and hash is not null")" "$total"
equal "backlog: nothing pending" "$(sql "$db" "select count(*) from files where status = 'pending'")" 0
equal "audit log: one 'synced' line with a checksum a file" "$(grep -c '"event":"synced".*"checksum":"[0-9a-f]' "$work/audit.jsonl")" "$total"
before=$(inventory "$dst" | sha256sum)
lines=$(grep -c '"event":"synced"' "$work/audit.jsonl")
check "the second run ends well" "$longhaul" sync "$src" "$dst" --db "$db" --log "$work/audit.jsonl" --json
equal "the second run copied nothing" "$(grep -c '"event":"synced"' "$work/audit.jsonl")" "$lines"
equal "the second run changed nothing" "$(inventory "$dst" | sha256sum)" "$before"

section "longhaul sync, killed and resumed"
kdst=$work/killed
kdb=$work/killed.db
"$longhaul" sync "$src" "$kdst" --db "$kdb" --bwlimit 60M --quiet &
pid=$!
until_true 100 under_way "$kdst" || fails "the large file is not under way"
kill -9 "$pid" 2>/dev/null || fails "the run ended before it was killed"
wait "$pid" 2>/dev/null || true
[ ! -e "$kdst/nested/300 MB.bin" ] && holds "after kill -9 the unfinished file is not there under its name" || fails "a half file stands under its final name"
check "the next run resumes and ends well" "$longhaul" sync "$src" "$kdst" --db "$kdb"
grep -qi 'resum' "$work/last.log" && holds "it said that it resumed" || fails "it did not say that it resumed"
check "trees equal after the resume" same_inventory "$src" "$kdst"
check "content equal after the resume" same_content "$src" "$kdst"
check "no temporary file is left" no_leftovers "$kdst"

section "longhaul sync --bwlimit"
rate=$((20 * 1024 * 1024))
"$longhaul" sync "$src/nested" "$work/limited" --db "$work/limited.db" --bwlimit 20M --quiet 2>/dev/null &
pid=$!
read -r most mean < <(watch_growth "$work/limited" 10)
kill -INT "$pid" && wait "$pid" 2>/dev/null || true
[ "$most" -le $((rate * 110 / 100)) ] && holds "20M: no second had 10 % more (at most $most bytes)" || fails "a second had $most bytes"
[ "$mean" -le $((rate * 102 / 100)) ] && holds "20M: ten seconds had no 2 % more ($mean bytes a second)" || fails "ten seconds had $mean bytes a second"
[ "$mean" -ge $((rate / 2)) ] && holds "20M: the limit is used" || fails "ten seconds had only $mean bytes a second"

section "longhaul sync --delete-extras"
mkdir -p "$dst/extra folder" && printf 'old' >"$dst/extra folder/old.txt" && printf 'old' >"$dst/small/old.txt"
check "the mirror run ends well" "$longhaul" sync "$src" "$dst" --db "$db" --log "$work/audit.jsonl" --delete-extras
check "extras are gone, nothing else changed" same_inventory "$src" "$dst"
equal "audit log: each deletion" "$(grep -c '"event":"deleted"' "$work/audit.jsonl")" 3
mv "$src" "$work/away"
refuses "a missing source deletes nothing" 5 'source' "$longhaul" sync "$src" "$dst" --db "$db" --delete-extras
mkdir "$src"
refuses "another folder in its place deletes nothing" 5 'another folder' "$longhaul" sync "$src" "$dst" --db "$db" --delete-extras
rmdir "$src" && mv "$work/away" "$src"
mkdir "$work/content" && touch -r "$src" "$work/time" && find "$src" -mindepth 1 -maxdepth 1 -exec mv -t "$work/content" {} +
refuses "a suddenly empty source deletes nothing" 5 'empty' "$longhaul" sync "$src" "$dst" --db "$db" --delete-extras
find "$work/content" -mindepth 1 -maxdepth 1 -exec mv -t "$src" {} + && touch -r "$work/time" "$src"
check "the destination is untouched" same_content "$src" "$dst"

section "A hub and two nodes"
hub_port=$(free_port)
hub=("$longhaul" hub --data "$work/hub" --listen "127.0.0.1:$hub_port")
start_hub() { "${hub[@]}" 2>>"$work/hub.log" & hub_pid=$!; pids+=("$hub_pid"); until_true 150 "${hub[@]}" --nodes || { cat "$work/hub.log" >&2; fails "the hub did not start"; }; }
start_hub
holds "the hub started"
root1=$work/fs1-root root2=$work/fs2-root
mkdir -p "$root1" "$root2"
cp -a "$src" "$root1/data"
declare -A token
for name in fs1 fs2; do
  token[$name]=$("${hub[@]}" --invite node --name "$name" 2>>"$work/hub.log")
done
start_node() { # name root [join flags]
  local name=$1 nroot=$2
  shift 2
  "$longhaul" node --data "$work/$name" --listen "127.0.0.1:$(eval echo "\$${name}_port")" "$@" 2>>"$work/$name.log" &
  eval "${name}_pid=$!"
  pids+=("$!")
}
fs1_port=$(free_port) fs2_port=$(free_port)
start_node fs1 "$root1" --join "${token[fs1]}" --name fs1 --root "$root1"
start_node fs2 "$root2" --join "${token[fs2]}" --name fs2 --root "$root2"
online() { [ "$("${hub[@]}" --nodes --json | grep -c '"presence":"online"')" = "$1" ]; }
until_true 150 online 2 && holds "both nodes joined and are online" || { cat "$work"/fs?.log >&2; fails "the nodes did not come online"; }
hub_bytes() { awk '/^[rw]char/ {s += $2} END {print s}' "/proc/$hub_pid/io"; }
bytes_before=$(hub_bytes)
check "a transfer from fs1 to fs2 ends with exit 0" "${hub[@]}" --from "fs1:$root1/data" --to "fs2:$root2/copy" --wait
check "trees equal across the hosts (diff -r)" same_content "$root1/data" "$root2/copy"
check "times equal to the nanosecond across the hosts" same_inventory "$root1/data" "$root2/copy"
moved=$(( $(hub_bytes) - bytes_before ))
[ "$moved" -lt 20000000 ] && holds "the hub moved no file bytes ($moved bytes in and out of its process, 323 MB were transferred)" || fails "the hub moved $moved bytes"
saw=$(grep -o '"socketBytes":[0-9]*' "$work/fs2.log" | tail -1 | cut -d: -f2)
[ "${saw:-0}" -gt 314000000 ] && holds "the data port of fs2 saw them, but for a hole of 8 MB ($saw bytes on its socket)" || fails "the data port saw ${saw:-0} bytes"
check "the hub lists it as completed" grep -q '"kind":"completed"' <("${hub[@]}" --list --json)
backlog=$(find "$work/fs1" -name '*.db' -path '*backlog*' | head -1)
equal "the backlog on fs1: files synced" "$(sql "$backlog" "select count(*) from files where status = 'synced' and hash is not null")" "$total"
check "a second transfer of the same folder ends well" "${hub[@]}" --from "fs1:$root1/data" --to "fs2:$root2/copy" --wait
check "the hub's audit trail is whole" "${hub[@]}" --audit-verify

section "The hub is killed in mid-transfer"
# --bwlimit holds the transfer long enough to be interrupted.
id=$("${hub[@]}" --from "fs1:$root1/data" --to "fs2:$root2/copy2" --bwlimit 80M)
until_true 200 any_file "$root2/copy2" || fails "the transfer did not begin"
kill -9 "$hub_pid" && wait "$hub_pid" 2>/dev/null || true
holds "the hub was killed with -9 after the first file ($id)"
start_hub
completed() { "${hub[@]}" --show "$1" --json | grep -q '"kind":"completed"'; }
until_true 300 completed "$id" && holds "the transfer finished, and the new hub lists it as completed" || { "${hub[@]}" --show "$id" >&2; fails "the transfer did not complete"; }
check "trees equal" same_content "$root1/data" "$root2/copy2"

section "Each node is killed in mid-transfer"
for victim in fs1 fs2; do
  target=copy-$victim
  id=$("${hub[@]}" --from "fs1:$root1/data" --to "fs2:$root2/$target" --bwlimit 80M)
  until_true 200 under_way "$root2/$target" || fails "the large file is not under way"
  eval "kill -9 \$${victim}_pid"
  [ ! -e "$root2/$target/nested/300 MB.bin" ] && holds "$victim was killed with -9: no half file stands under its final name" || fails "a half file stands under its final name"
  eval "start_node $victim \$root${victim#fs}"
  until_true 600 completed "$id" && holds "$victim came back: the transfer resumed and completed" || { "${hub[@]}" --show "$id" >&2; tail -5 "$work"/fs?.log >&2; fails "the transfer did not complete"; }
  check "trees and times equal" same_inventory "$root1/data" "$root2/$target"
  check "content equal" same_content "$root1/data" "$root2/$target"
  check "no temporary file is left" no_leftovers "$root2/$target"
done

section "What is wrong is said in one line"
refuses "a path that does not exist" 5 'source' "$longhaul" sync "$work/nowhere" "$dst"
refuses "an unknown flag" 2 '--bwlimt' "$longhaul" sync "$src" "$dst" --bwlimt 20M
refuses "a bad value" 2 'is not a rate' "$longhaul" sync "$src" "$dst" --bwlimit fast
refuses "a missing argument" 2 'DESTINATION' "$longhaul" sync "$src"
refuses "an unknown command" 2 "unknown command 'copy'" "$longhaul" copy
refuses "a root that is not allowed" 3 'root' "${hub[@]}" --from fs1:/etc --to "fs2:$root2/etc" --wait
refuses "an unknown node" 3 'fs9' "${hub[@]}" --from fs9:/x --to "fs2:$root2/x"
refuses "a used-up join token" 3 'already used' "$longhaul" node --join "${token[fs1]}" --name fs1 --root "$root1" --data "$work/again" --listen "127.0.0.1:$(free_port)"
refuses "a busy port" 2 'in use' "$longhaul" hub --data "$work/hub2" --listen "127.0.0.1:$hub_port"
refuses "no hub" 3 'hub' "$longhaul" hub --data "$work/hub" --listen "127.0.0.1:$(free_port)" --nodes

printf '\nverify: %d checks held\n' "$proved"
