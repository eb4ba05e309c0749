import { expect, test } from 'vitest';
import { commands } from '../../tui/keys/command-table.ts';
import { keyLabel } from '../../tui/keys/key-label.ts';
import { unicodeSymbols } from '../../tui/theme/symbols.ts';

const intro = `# The console

\`longhaul\` opens it: an overview of nodes and transfers, a browser over any two nodes or connections, a form for a new transfer, the
list of transfers and one of them in detail, the list of nodes, the history, the logs of the hub and of every node. \`?\` lists the keys of where you are and finds them by
word; \`:\` finds commands, nodes, transfers and folders by some of their letters, and runs the command or goes there; \`:transfers state:failed\` is a view and its
filter, \`:T-42\` a transfer, \`:fs1:/srv/data\` a folder. It works from 40 columns up, and says where it leaves something out, below 80x24;
\`--read-only\` looks and changes nothing.

Colours are \`default\` (dark), \`light\`, \`contrast\`, \`colour-safe\` (red and green are not told apart by hue), \`tritan-safe\` (blue and yellow are not), \`mono\` and
\`ascii\`: \`--theme\`, or \`:theme light\` while it runs. \`NO_COLOR\` and what the terminal says that it can show hold for each; with \`--ascii\`, in a locale that
is not UTF-8, and with \`TERM=linux\`, it draws in ASCII. No state is told by colour alone, and the cursor row has its \`>\`.
What is in a name and cannot be seen, or would steer the terminal, is escaped (\`\\x0a\`, \`\\u202e\`) in the colour of a warning. Letters that terminals do not agree
about (flags, skin tones, syllables of several signs) are shown by others of one width, underlined; without UTF-8 all but ASCII is \`?\`. What is marked,
copied or sent is the name itself.

\`:settings\` lists what can be chosen, with its value and where that comes from; \`Space\` or \`→\` takes the next value, at once and for the next start. It is kept in
\`$XDG_CONFIG_HOME/longhaul/console.yaml\` (\`~/.config/longhaul\`), where each flag of \`longhaul tui --help\` but \`--join\` may stand, and others for the hub of one
profile; comments stay. Flags, \`LONGHAUL_*\` and the file of \`--config\` win over it. What is wrong in it is said with its line, and the rest counts.

\`\`\`yaml
theme: light
units: binary        # sizes in Ki, Mi, Gi
clock: local         # times of this machine, not UTC
hubs:
  prod-eu:           # the profile
    accent: red
    read-only: true
\`\`\`

\`--mouse\`, or \`M\`: a click chooses a row, a list or a view, the wheel scrolls; the terminal selects text with Shift held down then. It is off
unless it is asked for. \`--refresh 4\` (or 1) is how often a second figures move, 2 by default; keys are shown at once. \`--no-alt-screen\` leaves what was drawn
last in the terminal. \`Ctrl-Z\` goes back to the shell and \`fg\` into the console; work goes on meanwhile, as it does while a terminal is not read.

Where the terminal tells which window has the focus, figures move every two seconds while this one does not. Where frames take long they move less often too, and
the first line says \`slowed to 1/s\`; keys are shown at once all the same.

\`keymap.yaml\` beside \`console.yaml\` gives commands other keys: \`transfer.pause: [P, ctrl-o]\`, a line each, and \`[]\` for none. The commands are those of the table below;
those of boxes, prompts and forms keep their keys, and \`Ctrl-c\` and \`Ctrl-z\` are fixed. What cannot be had is one line, the rest counts; help, hints and palette show
the keys as they are. \`:keys\` writes all of them to \`keymap.example.yaml\`, to copy from. \`:info\` says which files are used and what is wrong in them, which hub it is,
and what the terminal can do.

When the hub is away, what was last told stays in sight, grey and with its age; the console dials again by itself.
Leaving it stops nothing.

\`s\` sorts every list by the next of its columns that are in sight, \`S\` turns it round: of transfers and of the audit trail the newest thousand,
once a second at most. Logs and files stay in the order in which they are kept, and say so.
\`/\` filters: words that all must occur, \`!word\` that must not, \`~wrd\` whose letters occur in a word in that order, \`re:^fs\\d\` an expression,
and the fields that the list has, which it names: \`host:fs1,fs2 state:failed who:ana since:2h size>1G\`; \`!host:fs1\` is any other. Another word with a
colon is a word. What is not understood is said in one line and filters nothing.
\`,\` chooses the columns of a list and their order: \`Space\` shows or hides one, \`J\` and \`K\` move it, \`r\` is as at first. It holds at once and at the next
start: \`views.yaml\` beside \`console.yaml\` has, by the name of a list, \`transfers: [NAME, STATE, RATE]\`. Columns for which there is no room still drop out.
\`E\` writes what the list shows, all rows that are loaded with their order, filter and columns, to a file of your account: CSV, or JSON Lines when its
name ends in \`.jsonl\`. Names are escaped as in the audit log; in CSV text that a spreadsheet would take for a formula begins with \`'\`. \`z\` stops the picture, not the work, with its age
in the first line; another view goes on. \`y\` copies the id, the places, what the columns say or the row under the cursor to the terminal's clipboard (OSC 52) and leaves it in sight, for terminals that do not take it.
\`Y\` copies the command line of what was done within half a minute, or else of what is under the cursor.

The browser (\`3\`) lists nodes, and connections as \`connection@node\` for each node that can open them; of a connection it first lists what the node's
\`--store\` allows. A folder is filtered and sorted where it is, so that one of 100,000 entries is no slower than another. \`/\` takes words that a name has,
\`!word\` for what it must not have, and \`*.mov\` or \`reel_04??\` for the whole name. \`Space\` marks, \`v\` begins and ends a range, \`a\` marks the whole folder, or
what the filter shows, \`*\` inverts, \`u\` marks none; marks stay over other folders, a refresh and a lost link. One thing that is marked is a transfer of its
own; several of one folder are one transfer with a rule for each, the whole folder but some one that leaves those out. From connection to connection a node
that can open both moves the files: the one through which they are shown if it can, and \`v\` in the box takes another.
\`d\` in that box is a dry run: how many files are new, changed, the same, or only at the target, what stands in the way, and how long it may take; \`Enter\` starts it then.
\`=\` has it below the panes, with a name of each kind, and keeps it there: some 300 ms after marks or target have changed both sides are looked at
again, what is shown meanwhile is grey, and \`Esc\` or \`=\` ends it. It is never done unasked: not before \`=\`, and with nothing marked not for another folder. One look at a
time goes on for a console; one that is of no use any more is stopped on the nodes, and one that takes long waits for as long (ten seconds at most) before the next.
\`Ctrl-Space\` or \`#\` counts what lies below the folder under the cursor, or below all that is marked: on its node, for as long as the folder is in sight, and shown
as it grows (\`+\`); \`Esc\` stops it. What a connection lists is counted as well.
\`i\` or \`F3\`, in the files of a transfer too, has the whole name of the file under the cursor, its size, time and kind. \`f\` gives its pane the whole screen, as in the overview;
\`+\` and \`_\` make it wider and narrower.

The form of a new transfer (\`n\`, or \`o\` in that box) has a field for every flag of \`longhaul hub --from\`, with its default and its words for what is wrong;
rules of files are lines as in \`--filter-from\`, in the order in which they count. \`Template\` fills it, \`Ctrl-t\` saves it as a template (admins), \`Ctrl-d\` is a dry run.

History (\`4\`) has what ended, what failed of it with its reason (\`r\` retries), and for admins the audit trail with the
hashes of its chain. \`T\` turns since when: today, 24 hours, 7 days, all. \`C\` on a transfer,
here and elsewhere, fills the form of a new one with its places and options. In the trail \`/\` takes fields, words and \`!words\`: \`who:ana action:transfer. object:T-42 result:denied since:2h\`; the hub looks through all of it.
A filter and a sort look at the newest thousand of them, and it is said where there are more.

Logs (\`7\`, or \`L\` on a node or a transfer) are for admins, as \`longhaul hub --logs\` is: they name addresses and accounts.
\`follow\` in the corner says that what comes is shown; moving up pauses, with the number of lines that came meanwhile, and
\`F\` or the last line follows again. \`/\` searches, \`n\` and \`N\` go from match to match, beyond what is loaded too.

A transfer in detail (\`↵\` on it) has tabs (\`]\`, \`[\`): its files with rates and times left, those that failed with reason and hint (\`t\` moves the
one under the cursor again once the transfer has ended, \`r\` all of them), what was noted, the timeline of its states, attempts and waits, its
log as it comes (\`F\` follows, \`/\` searches), its options as flags (\`Y\` copies the command line that would start the like of it), its lines of
the audit trail, and its chain: what started it and what its end starts (\`↵\` goes there). Log and audit are for admins. While it runs it says
what the rest waits for: reading, writing, the link, the limit or the processor, with its share of the time in which they were busy. Times left
are ranges where one number would say too much.

\`Space\` marks transfers, in the list of them (\`2\`) and in the history; \`a\` all that are loaded, \`u\` none. What is done then is done to all that
have a mark: pause, cap, streams and priority with one \`U\` for all of them, retry; cancelling takes their number, typed. What cannot be done
for some is said by their ids.

Automation (\`5\`) has schedules, watched folders, queues, chains, templates and connections. For admins \`e\` opens the one under the cursor as text in
\`$VISUAL\`, \`$EDITOR\` or \`vi\`, in the words of \`longhaul hub --apply\`, and saving declares it; what is wrong is said with its line, and \`↵\` goes on with the text
as it was written. \`n\` begins with an example of what the tab has, \`C\` with a clone, \`D\` removes what is named in full. What somebody else has changed
meanwhile is said before it is written over, the others stay as they are, and the audit trail has it as with \`--apply\`. No secret is shown or taken.

A node has a screen of its own (\`↵\` on it in the overview, in Nodes, \`6\`, or on an alert): its health, whom it moves files with and how fast (\`↵\`
goes to the node at the other end), the disks below its roots, its backlog with what all of it comes to and how long what runs may take
(\`↵\` goes to a transfer), how it was told to be (roots, limits, the connections that it opens), and for admins its log. \`o\` browses it. When it
began and what its own limit is, only nodes of this version say; what nobody knows has no line.

Alerts (\`8\`) has what needs a person now: transfers that failed in the last day or left files behind, those that wait for the third attempt or
a later one, nodes that are away, roots that are nearly full or cannot be looked at, clocks that are wrong, triggers that cannot start what they are
for, and, for admins, certificates that nobody has renewed in time. \`↵\` goes to what an alert is about. How many are open stands in the first line
of every screen. \`a\` acknowledges one, \`Z\` snoozes it for an hour, for eight, or until it says something else: for everybody, with who said so,
also after a restart of the hub, and in the audit trail. It goes below the open ones, and is open again once it is worse or comes again after
it was gone; \`a\` on it opens it, too. A hub that was just started waits a minute for its nodes before it says that one is away.
\`--bell\`, or \`:bell\`: a new critical alert rings, and is a notification where the terminal shows such (OSC 9). It is off unless it is asked for.

\`longhaul tui --screen-reader\`, or \`INK_SCREEN_READER=true\`, has the same views and keys without frames, bars and colours, on the main screen: the row under the cursor
and the three below it are sentences. Nothing moves by itself: what is shown changes with a key, with \`.\`, when the hub is lost or back, and for a new alert, which is said.

\`\`\`console
$ longhaul tui --screen-reader
longhaul prod-eu connected, 12 ms, nodes 6 of 7, run 5, queue 1, fail 0, moving 863 MB/s, alerts 2, ana/operator, 14:03:27Z
View: Transfers, [ all ] active ended
Transfers, 8 all, newest first, 1-8 of 8
Row 1 of 8, selected: T-48213, name reel_0417, from lon-ingest-01 to tyo-render-03, progress 62%, rate 188 MB/s, file eta 00:44, backlog 02:58, state running, by ana
Row 2: T-48220, name backup-2026-11-20.tar.zst, from nyc-vault-07 to fra-edge-02, progress 18%, rate 286 MB/s, file eta 12:08, backlog 12:08, state running, by ana
Keys: Enter open, n new, p pause, x cancel, ] tab, / filter, : command, ? help
$ INK_SCREEN_READER=true longhaul --profile prod-eu --start alerts
longhaul prod-eu connected, 12 ms, nodes 6 of 7, run 5, queue 1, fail 0, moving 863 MB/s, alerts 2, ana/operator, 14:03:27Z
View: Alerts, 2 open
Row 1 of 2, selected: critical, what sin-relay-05, why no heartbeat for 04:12, since 11-21 13:59
\`\`\`

\`longhaul tui --plain\` draws nothing: it writes a line for each transfer that is queued, begins, waits, is paused, goes on or ends, each node that goes or comes, and
each alert that comes or is over, in a pipe as well. It looks every two seconds, follows up to 5,000 active transfers, and tells after a lost link what happened
meanwhile. \`Ctrl-c\` ends it with 130; a hub that does not let it in with 3.

\`\`\`console
$ longhaul tui --plain
11-21 14:03:27Z  attached to prod-eu as ana/operator: 6 of 7 nodes online, 6 transfers active, 2 alerts
11-21 14:03:41Z  T-48213 completed; 1,204 files, 88.0 GB copied in 07:48
11-21 14:03:45Z  node sfo-cache-11 is away: no heartbeat for 00:31
$ longhaul tui --plain --json | jq -r 'select(.event == "transfer-ended") | .transfer | [.id, .state.kind] | @tsv'
T-48213	completed
\`\`\`

The table is made from the program's own key table (\`npx vitest run test/tui/key-docs.test.ts -u\` writes it).

| where | keys | does | command | who |
| --- | --- | --- | --- | --- |
`;

test('docs/tui.md lists exactly the keys that the console has', async () => {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = commands.map(({ id, title, keys, where, action }) => {
    const labels = keys.map((key) => `\`${keyLabel(key, unicodeSymbols)}\``).join(' ');
    const who = action === 'look' ? 'everybody' : action === 'transfer' ? 'operator, admin' : 'admin';
    return `| ${where.join(', ')} | ${cell(labels)} | ${cell(title)} | \`${id}\` | ${who} |`;
  });
  await expect(`${intro}${rows.join('\n')}\n`).toMatchFileSnapshot('../../docs/tui.md');
});
