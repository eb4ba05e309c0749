/** What rclone says of stores, in the operator's words: it has texts, and no codes. */
import { Fault } from '../../../src/runtime/fault.ts';
import type { FaultCode } from '../../../src/runtime/fault-codes.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { withoutSecrets } from './hidden-secrets.ts';

/** The first that fits. */
const byText: readonly (readonly [RegExp, FaultCode])[] = [
  // Of rclone itself.
  [/directory not empty/i, 'not-empty'],
  [/is a directory not a file/i, 'is-a-directory'],
  [/(object|directory|file|bucket) not found|file does not exist|path\/not_found/i, 'not-found'],
  [/not a directory/i, 'not-a-directory'],
  // Windows and Samba: texts of NTSTATUS codes.
  [/attempted logon is invalid|account (restrict|disabled|currently disabled)|automatically locked/i, 'store-refused'],
  [/password (of this user )?has expired|password must be changed/i, 'store-expired'],
  [/Network Name Not Found|specified share name cannot be found/i, 'store-unknown'],
  [/directory trying to be deleted is not empty/i, 'not-empty'],
  [/object name is invalid|name is too long/i, 'name-unsupported'],
  [/share access flags are incompatible|cannot be opened because the share/i, 'store-busy'],
  [/write.protected/i, 'read-only'],
  // Azure.
  [/time frame|ServiceCode=.*Expired/i, 'store-expired'],
  [
    /ServiceCode=(AuthenticationFailed|AuthorizationFailure|InvalidAuthenticationInfo|NoAuthenticationInformation)/,
    'store-refused',
  ],
  [/ServiceCode=(Authorization\w*Mismatch|InsufficientAccountPermissions|AccountIsDisabled)/, 'permission-denied'],
  [/ServiceCode=(ContainerNotFound|ResourceNotFound|AccountNotFound)/, 'store-unknown'],
  [/ServiceCode=BlobNotFound/, 'not-found'],
  [/ServiceCode=(ServerBusy|InternalError|OperationTimedOut|ContainerBeingDeleted)/, 'store-busy'],
  // Google and Dropbox.
  [/bucket does not exist|NoSuchBucket/i, 'store-unknown'],
  [/expired_access_token|ExpiredToken/i, 'store-expired'],
  [
    /invalid_grant|invalid_access_token|cannot fetch token|couldn't fetch token|InvalidAccessKeyId|SignatureDoesNotMatch/i,
    'store-refused',
  ],
  [/rateLimitExceeded|too_many_(requests|write_operations)|SlowDown/i, 'store-busy'],
  [/insufficient_space|quota/i, 'quota-exceeded'],
  // Of most.
  [/no space left|disk (was )?full|not enough space|Insufficient Storage/i, 'disk-full'],
  [/access.?denied|permission denied|not permitted/i, 'permission-denied'],
  [/read-only file system/i, 'read-only'],
  [/x509:|certificate/i, 'store-refused'],
  // HTTP, as WebDAV servers answer.
  [/\b401\b/, 'store-refused'],
  [/\b403\b/, 'permission-denied'],
  [/\b404\b/, 'not-found'],
  [/\b405 Method Not Allowed/, 'is-a-directory'],
  [/\b409 Conflict/, 'not-a-directory'],
  [/\b414\b/, 'name-too-long'],
  [/\b(423|429|50[0234])\b/, 'store-busy'],
  [/\b507\b/, 'disk-full'],
  // The way to them.
  [
    /connection (refused|reset|aborted)|broken pipe|no route to host|network is unreachable|no such host|i\/o timeout|timed? ?out|deadline exceeded|unexpected EOF|\bEOF$|TLS handshake|server misbehaving/i,
    'store-unreachable',
  ],
];

const mostShown = 300;

export interface Saying {
  /** Begins the sentence: "write nas:/folder/file". */
  readonly doing: string;
  readonly secrets: readonly string[];
}

export function rcloneFault(thrown: unknown, { doing, secrets }: Saying): Fault {
  const said = withoutSecrets(thrown instanceof Error ? thrown.message : String(thrown), secrets);
  const code =
    thrown instanceof Fault ? thrown.code : (byText.find(([pattern]) => pattern.test(said))?.[1] ?? 'store-failed');
  // Without its cause, whose text has not been looked through.
  return new Fault(code, shownName(`cannot ${doing}: ${inShort(said)}`));
}

/** Servers answer with pages, and their clients with whole conversations. */
function inShort(said: string): string {
  const azure = /ServiceCode=(\w+).*?RESPONSE Status: ([^\n]+)/s.exec(said);
  if (azure !== null) return `${azure[1]}: ${azure[2]}`.slice(0, mostShown);
  const lines = said
    .replace(/<(!DOCTYPE|\?xml|html)[\s\S]*<\/html>\s*:?/gi, '')
    .replace(/^(error in ListJSON|couldn't list files|read metadata failed): /, '')
    .replace(/\s+/g, ' ')
    .trim();
  return lines.length <= mostShown ? lines : `${lines.slice(0, mostShown)}…`;
}
