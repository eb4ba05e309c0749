import { expect, test } from 'vitest';
import { rcloneFault } from '../../../../node/stores/rclone/rclone-fault.ts';

const lighttpd = (status: string) =>
  `couldn't list files: <?xml version="1.0"?>\n<html><body>${status}</body></html>: ${status}`;
const azure = (code: string, status: string) =>
  `-> github.com/Azure/azblob.newStorageError\n===== RESPONSE ERROR (ServiceCode=${code}) =====\nDescription=\n   GET https://a.blob.core.windows.net/c?sig=REDACTED\n   RESPONSE Status: ${status}\n   Date: [x]`;

/** As rclone 1.60 says them; those of Azure, Google and Dropbox after their documentation. */
test.each([
  ['error in ListJSON: directory not found', 'not-found'],
  ['object not found', 'not-found'],
  ['remove n\\a\\b: file does not exist', 'not-found'],
  ['directory not empty', 'not-empty'],
  ['is a directory not a file', 'is-a-directory'],
  ['failed to make parent directories: mkdir n\\a\\f: not a directory', 'not-a-directory'],
  [
    "couldn't initialize SMB: response error: {Network Name Not Found} The specified share name cannot be found on the remote server.",
    'store-unknown',
  ],
  [
    "couldn't connect SMB: response error: The attempted logon is invalid. This is either due to a bad username or authentication information.",
    'store-refused',
  ],
  [
    "couldn't connect SMB: response error: The user password must be changed before logging on the first time.",
    'store-expired',
  ],
  [
    'response error: {Access Denied} A process has requested access to an object but has not been granted those access rights.',
    'permission-denied',
  ],
  ['response error: An operation failed because the disk was full.', 'disk-full'],
  ['failed to open: open n\\x: response error: The object name is invalid.', 'name-unsupported'],
  ['remove m\\n: response error: Indicates that the directory trying to be deleted is not empty.', 'not-empty'],
  ["couldn't connect SMB: dial tcp 127.0.0.1:1: connect: connection refused", 'store-unreachable'],
  ['dial tcp: lookup nas.example on 10.0.0.1:53: no such host', 'store-unreachable'],
  ['read tcp 10.0.0.1:1->10.0.0.2:445: i/o timeout', 'store-unreachable'],
  [lighttpd('401 Unauthorized'), 'store-refused'],
  [lighttpd('403 Forbidden'), 'permission-denied'],
  [lighttpd('423 Locked'), 'store-busy'],
  [lighttpd('503 Service Unavailable'), 'store-busy'],
  [lighttpd('507 Insufficient Storage'), 'disk-full'],
  [azure('AuthenticationFailed', '403 Signature not valid in the specified time frame'), 'store-expired'],
  [azure('AuthorizationFailure', '403 Server failed to authenticate the request.'), 'store-refused'],
  [azure('AuthorizationPermissionMismatch', '403 not authorized to perform this operation'), 'permission-denied'],
  [azure('ContainerNotFound', '404 The specified container does not exist.'), 'store-unknown'],
  [azure('ServerBusy', '503 The server is busy.'), 'store-busy'],
  ['googleapi: Error 404: The specified bucket does not exist., notFound', 'store-unknown'],
  ['oauth2: cannot fetch token: 400 Bad Request {"error":"invalid_grant"}', 'store-refused'],
  ['googleapi: Error 429: rateLimitExceeded', 'store-busy'],
  ['upload failed: path/insufficient_space/..', 'quota-exceeded'],
  ['x509: certificate signed by unknown authority', 'store-refused'],
  ['something nobody has seen', 'store-failed'],
] as const)('%s is %s', (said, code) => {
  const fault = rcloneFault(new Error(said), { doing: 'list nas:/x', secrets: [] });
  expect(fault).toMatchObject({ code });
  expect(fault.message).toMatch(/^cannot list nas:\/x: /);
  expect(fault.message).not.toMatch(/<html>|REDACTED/);
});

test('what rclone quotes of addresses and secrets is not shown, also where nobody has named them', () => {
  const said = 'Get "https://ana:pw@h/x?sig=abc&se=1": dial tcp: no such host; password hunter2';
  const { message, cause } = rcloneFault(new Error(said), { doing: 'read x', secrets: ['hunter2'] });
  expect(message).toBe('cannot read x: Get "https://[hidden]@h/x?[hidden]": dial tcp: no such host; password [hidden]');
  expect(cause).toBeUndefined();
});
