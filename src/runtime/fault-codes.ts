/**
 * Every failure an operator can meet, once: what it means, whether trying again may help, the exit code of
 * INTERFACE.md it leads to, and what to do about it. `docs/errors.md` lists the same codes; a test compares.
 */

interface FaultKind {
  /** One sentence in the operator's words. */
  readonly meaning: string;
  /** What to do next. */
  readonly hint: string;
  /** Whether the same attempt may succeed later without anybody changing anything. */
  readonly isRetryable: boolean;
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 130;
}

const kind = (exitCode: FaultKind['exitCode'], isRetryable: boolean, meaning: string, hint: string): FaultKind => ({
  exitCode,
  isRetryable,
  meaning,
  hint,
});

export const faultCodes = {
  // usage and configuration
  'usage': kind(2, false, 'A flag, argument or setting is wrong.', 'Run the command with --help.'),
  'config-unreadable': kind(
    2,
    false,
    'A file that a flag names cannot be read or understood.',
    'Check the path, and that the file is what the flag asks for.',
  ),
  'declaration-too-long': kind(
    2,
    false,
    'What a file declares does not fit into one message to the hub.',
    'Give each kind a file of its own; of many credentials give the secrets of some at a time: without one an entry keeps what it has.',
  ),
  'port-busy': kind(
    2,
    false,
    'The address to listen on is already in use.',
    'Stop the other program or give another port with --listen.',
  ),
  'state-locked': kind(
    2,
    false,
    'Another process already works with this state folder or backlog.',
    'Wait for it to end, or give another --db or --data.',
  ),
  'state-unusable': kind(
    2,
    false,
    'The state folder or database cannot be opened.',
    'Check its owner and the free space.',
  ),
  'state-newer': kind(
    2,
    false,
    'A newer longhaul has worked with this state.',
    'Start that version again, or restore the backup from before the upgrade (docs/operations.md).',
  ),
  'state-on-network': kind(
    2,
    false,
    'The state folder is on a network file system, where databases break.',
    'Give a folder on a disk of this machine with --data.',
  ),
  'address-missing': kind(
    1,
    true,
    'The address to listen on is not one of this machine, or not yet.',
    'Give one that ip address shows with --listen; the unit tries again until it is there.',
  ),
  'clock-wrong': kind(
    5,
    false,
    'The clock of this machine cannot be right.',
    'Set it, and keep it right with NTP (timedatectl set-ntp true).',
  ),
  'platform-unsupported': kind(
    2,
    false,
    'This part needs Linux.',
    'Run nodes and sync on Linux; the console runs anywhere.',
  ),

  // files
  'not-found': kind(
    1,
    false,
    'The file or folder does not exist.',
    'It may have been moved or deleted since the scan.',
  ),
  'permission-denied': kind(
    1,
    false,
    'The operating system refused access.',
    'Give the account that runs longhaul the right to read or write there.',
  ),
  'not-a-directory': kind(
    1,
    false,
    'A folder was expected and something else is there.',
    'Move away what is in the place of the folder.',
  ),
  'is-a-directory': kind(
    1,
    false,
    'A file was expected and a folder is there.',
    'Move the folder away, or choose another destination.',
  ),
  'not-empty': kind(
    1,
    false,
    'The folder is not empty.',
    'Something was put into it since the scan; the next run looks again.',
  ),
  'disk-full': kind(1, true, 'The destination has no room left.', 'Free some space; the transfer goes on by itself.'),
  'quota-exceeded': kind(1, true, 'The quota at the destination is used up.', 'Raise the quota or free some space.'),
  'read-only': kind(1, false, 'The destination is mounted read-only.', 'Remount it writable.'),
  'io-error': kind(
    1,
    true,
    'The disk or mount reported an input/output error.',
    'Look at the kernel log and the health of the disk.',
  ),
  'stale-handle': kind(
    1,
    true,
    'The network mount lost track of the file.',
    'Remount the share if it does not recover.',
  ),
  'name-too-long': kind(1, false, 'The name is too long for the destination.', 'Shorten the name at the source.'),
  'file-too-large': kind(
    1,
    false,
    'The destination cannot have a file of this size.',
    'Choose a file system without such a limit (FAT has 4 GiB), or leave such files out with --max-size.',
  ),
  'name-clash': kind(
    1,
    false,
    'The destination cannot tell two names apart, or has one place for two files.',
    'Rename one of them at the source, or change the rules of --rename.',
  ),
  'rename-refused': kind(
    1,
    false,
    'The rules of --rename give the file no path that it can have below the destination.',
    'Change the rules; --dry-run shows former and new names.',
  ),
  'not-regular': kind(
    1,
    false,
    'A socket, pipe or device was skipped.',
    'Only files, folders and symbolic links are moved.',
  ),
  'holes-filled': kind(
    1,
    false,
    'The destination did not keep the holes of a sparse file.',
    'The file is whole; on a file system with sparse files it takes less room.',
  ),
  'link-skipped': kind(
    1,
    false,
    'A symbolic link was left out, as --links skip asks.',
    'Without that flag links are copied as links.',
  ),
  'changed-while-read': kind(
    1,
    true,
    'The file changed while it was being read.',
    'Try again when nothing writes to it.',
  ),
  'partial-dir-skipped': kind(
    1,
    false,
    'A folder of the source was left out, because --partial-dir has its name.',
    'To copy it, give --partial-dir a name or a path that the source does not have.',
  ),
  'half-written': kind(
    1,
    false,
    'The source has the file no more, and --inplace may have left half of it at the destination.',
    'Look at it there, and remove or restore it; --delete-extras removes it.',
  ),
  'digest-mismatch': kind(
    1,
    true,
    'What was written differs from what was read.',
    'Test the memory and disks of both machines.',
  ),
  'symlink-in-path': kind(
    1,
    false,
    'A folder on the way is a symbolic link.',
    'longhaul does not follow links inside a tree; replace it with a folder.',
  ),
  'outside-root': kind(3, false, 'The path lies outside the allowed roots.', 'Use a path below a --root of that node.'),
  'root-read-only': kind(
    3,
    false,
    'The root is offered read-only by its node.',
    'Start the node with --root PATH without :ro.',
  ),
  'file-system': kind(1, true, 'The file system refused an operation.', 'The system code in the message says which.'),

  'name-unsupported': kind(1, false, 'The other side cannot have a file of this name.', 'Rename it.'),

  // stores
  'credential-missing': kind(
    3,
    true,
    'The node does not have the credential of the connection.',
    'It goes on when the hub hands it over; name the node in the credential and apply the file again if it never does.',
  ),
  'store-unreachable': kind(
    3,
    true,
    'The store does not answer, or the connection to it broke.',
    'It is retried by itself; check the endpoint and the network of the node if it persists.',
  ),
  'store-busy': kind(
    3,
    true,
    'The store asks to slow down, or has trouble of its own.',
    'It is retried by itself, more slowly each time.',
  ),
  'store-refused': kind(
    3,
    false,
    'The store does not know these credentials, or is not the server that the connection declares.',
    'Check the keys of the connection, and declare them anew with longhaul hub --apply.',
  ),
  'store-expired': kind(
    3,
    false,
    'The session with the store has expired.',
    'Give the connection new credentials, or some that do not expire.',
  ),
  'store-unknown': kind(
    3,
    false,
    'The store has no such bucket or share.',
    'Check the name after the colon of the location.',
  ),
  'store-failed': kind(3, false, 'The store refused an operation.', 'What it said is in the message.'),
  'rclone-missing': kind(
    3,
    false,
    'The node has no rclone that it could open the store with.',
    'Install rclone 1.60 or newer on the node (apt install rclone), and start the transfer again.',
  ),
  'queue-unknown': kind(
    3,
    false,
    'There is no such queue.',
    'Compare the URL of the trigger with that of the queue; it is tried again by itself.',
  ),
  'queue-refused': kind(
    3,
    false,
    'The credentials do not allow to poll the queue.',
    'Allow sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility and sqs:GetQueueAttributes on it.',
  ),
  'queue-not-offered': kind(
    3,
    false,
    'The queue is not one that its node may poll.',
    'Start the node with --queue and the URL of the queue.',
  ),
  'event-unreadable': kind(
    3,
    false,
    'A message of a queue is no event of a bucket; it is left there.',
    'Look at it in the queue, or where its dead letters go, and at who writes to it.',
  ),
  'event-left': kind(
    3,
    true,
    'An object that a queue tells of was not moved; its message is left there.',
    'The reason is in the message. It comes again by itself, until the rule of the queue for dead letters takes it away.',
  ),

  // safety checks
  'source-missing': kind(5, false, 'The source folder is missing or unreadable.', 'Check that the share is mounted.'),
  'source-empty': kind(
    5,
    false,
    'The source is empty although the backlog says that it was not.',
    'Check that the share is mounted; --rescan if it is meant to be empty.',
  ),
  'source-replaced': kind(
    5,
    false,
    'The source is another folder than before.',
    'Check that the share is mounted; --rescan if it is meant to be another one.',
  ),
  'source-unmounted': kind(
    1,
    false,
    'Nothing is mounted any more on a folder of the source.',
    'Mount it again; --rescan if it is meant to be gone.',
  ),
  'too-many-deletions': kind(
    5,
    false,
    'The clean-up would remove more than is allowed.',
    'Look at what is missing at the source; raise --max-delete if it is right.',
  ),

  // hub, nodes, access
  'hub-unreachable': kind(
    3,
    true,
    'The hub does not answer.',
    'Check that it runs and that its address and port are right.',
  ),
  'node-unreachable': kind(
    3,
    true,
    'The node does not answer.',
    'Check that its daemon runs and that its data port can be reached.',
  ),
  'watch-limit': kind(
    3,
    true,
    'The kernel watches no more folders for the account of the node; it looks at the folder every few seconds instead.',
    'Raise fs.inotify.max_user_watches (sysctl), or watch a folder with fewer folders in it.',
  ),
  'watch-network': kind(
    3,
    false,
    'A watched folder is on a network file system, where the kernel does not say what other machines change.',
    'Nothing needs to be done: the node looks at it every few seconds.',
  ),
  'watch-failed': kind(
    3,
    true,
    'The kernel does not say what changes in a watched folder; the node looks at it every few seconds instead.',
    'The log of the node has the reason: longhaul hub --logs NODE.',
  ),
  'hook-failed': kind(
    3,
    false,
    'A program that the administrator of the node has run around transfers did not end well.',
    'The log of the node has what it said: longhaul hub --logs NODE. One that is to be tried again ends with 75.',
  ),
  'hook-postponed': kind(
    3,
    true,
    'A program that the administrator of the node has run before transfers asks to try again later.',
    'It is tried again by itself; the log of the node has what the program said.',
  ),
  'node-busy': kind(
    3,
    true,
    'The node has as much to do as it takes on at once.',
    'Try again when some of it is done.',
  ),
  'node-unknown': kind(3, false, 'No node has this name.', 'longhaul hub --nodes lists them.'),
  'transfer-unknown': kind(3, false, 'No transfer has this id.', 'longhaul hub --list shows them.'),
  'refused': kind(3, false, 'Access was refused.', 'Ask an administrator of the hub for the right to do this.'),
  'token-invalid': kind(3, false, 'The join token is not valid.', 'Make a new one with longhaul hub --invite.'),
  'token-used': kind(
    3,
    false,
    'The join token was already used.',
    'Make a new one with longhaul hub --invite; each token works once.',
  ),
  'token-expired': kind(3, false, 'The join token has expired.', 'Make a new one with longhaul hub --invite.'),
  'name-taken': kind(3, false, 'This name is already enrolled.', 'Choose another --name, or revoke the old one first.'),
  'grant-invalid': kind(
    3,
    false,
    'The grant for this transfer is not valid.',
    'Start the transfer again; check the clocks if it persists.',
  ),
  'grant-expired': kind(
    3,
    true,
    'The grant for this transfer is not valid any more.',
    'The hub renews it as soon as the node that owns the transfer is attached to it.',
  ),
  'api-key-invalid': kind(
    3,
    false,
    'The API key is not one of this hub, was revoked or has expired.',
    'Make a new one with longhaul hub --api-key NAME.',
  ),
  'too-many-requests': kind(
    3,
    true,
    'More requests, or more failed tries to sign in, came in a short time than the hub takes.',
    'Wait as long as Retry-After says; ask less often.',
  ),
  'request-invalid': kind(
    2,
    false,
    'A request to the HTTP API is not one that it has, or is malformed.',
    'Compare it with docs/api.md or /api/v1/openapi.json of the hub.',
  ),
  'credential-unopened': kind(
    3,
    false,
    'A credential is not sealed to the key that the node has now, or was changed since.',
    'Write its secret into the file once more and apply it: longhaul hub --apply FILE.',
  ),
  'not-set-up': kind(
    3,
    true,
    'The hub lacks what a notification needs: one of its secrets, or its mail server.',
    'Put the secret into the folder of --secrets, or start the hub with --smtp and --mail-from (docs/notifications.md).',
  ),
  'receiver-unreachable': kind(
    3,
    true,
    'The receiver of a notification does not answer, or has trouble of its own.',
    'It is tried again for a day; check its address, and that the hub may connect to it.',
  ),
  'receiver-refused': kind(
    3,
    false,
    'The receiver of a notification does not take it.',
    'Look at what it answered; try the notification with longhaul hub --notify-test NAME.',
  ),
  'name-unknown': kind(
    3,
    false,
    'No node, user or API key has this name.',
    'longhaul hub --nodes lists the nodes, --api-keys the keys.',
  ),
  'revoked': kind(
    3,
    false,
    'The hub has revoked the certificate.',
    'Ask an administrator; after longhaul hub --invite the name joins again, with a new key.',
  ),
  'certificate-expired': kind(
    3,
    false,
    'The certificate has expired: it was not renewed while the hub was away or not asked.',
    'Join again with a new token of longhaul hub --invite; what is in the state folder stays.',
  ),
  'no-profile': kind(
    3,
    false,
    'Nothing says which hub to attach to.',
    'Where the hub runs, wait until it is up, or name its folder with --data; elsewhere run longhaul tui --join TOKEN once.',
  ),
  'not-enrolled': kind(
    3,
    false,
    'This node has not joined a hub yet.',
    'Run longhaul node --join TOKEN --name NAME --root PATH once.',
  ),
  'not-possible-now': kind(
    2,
    false,
    'The transfer is not in a state that allows this.',
    'Look at its state with longhaul hub --show ID.',
  ),
  'version-mismatch': kind(3, false, 'The two sides speak different versions.', 'Upgrade the older one.'),
  'bad-message': kind(
    3,
    false,
    'A message could not be understood.',
    'Upgrade the older side; report it if both are current.',
  ),
  'link-lost': kind(3, true, 'The connection ended before the answer came.', 'It is retried by itself.'),
  'timeout': kind(3, true, 'No answer came in time.', 'It is retried by itself; check the network if it persists.'),

  // ends
  'cancelled': kind(4, false, 'The transfer was cancelled.', 'Start it again to go on from its backlog.'),
  'interrupted': kind(130, true, 'The program was interrupted.', 'Run it again: it resumes from the backlog.'),
  'internal': kind(1, false, 'Something unexpected went wrong inside longhaul.', 'Please report it with the log.'),
} as const satisfies Record<string, FaultKind>;

export type FaultCode = keyof typeof faultCodes;

export function isFaultCode(text: string): text is FaultCode {
  return Object.hasOwn(faultCodes, text);
}
