/** What certificate authority a server shows: read from its certificate chain by fingerprint, before anything is trusted. */
// @peculiar/x509 needs the Reflect metadata API before it is loaded.
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { PemConverter } from '@peculiar/x509';
import { Fault } from '../runtime/fault.ts';
import { splitAddress } from './address.ts';

export interface AuthorityContact {
  /** `host:port`. */
  readonly hub: string;
  /** SHA-256 of the authority's certificate (DER), lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly signal: AbortSignal;
}

/**
 * The authority's certificate in PEM. That the server also holds a certificate signed by it is for the next connection to
 * prove; this one sends nothing and ends. Throws `refused` when the chain does not hold it.
 */
export async function shownAuthority({ hub, fingerprint, signal }: AuthorityContact): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<DetailedPeerCertificate>();
  const socket = connect({ ...splitAddress(hub), minVersion: 'TLSv1.3', rejectUnauthorized: false }, () => {
    resolve(socket.getPeerCertificate(true));
  });
  const fail = (reason: string, cause?: unknown): void => {
    reject(new Fault('hub-unreachable', `cannot reach the hub at ${hub}: ${reason}`, { cause }));
  };
  const onAbort = (): void => fail('interrupted', signal.reason);
  socket.once('error', (cause) => fail(cause.message, cause));
  socket.once('close', () => fail('it closed the connection'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    for (const { raw } of chain(await promise)) {
      if (createHash('sha256').update(raw).digest('hex') === fingerprint)
        return `${PemConverter.encode(raw, 'CERTIFICATE')}\n`;
    }
    throw new Fault(
      'refused',
      `the server at ${hub} is not the hub that made this join token: it shows another certificate authority`,
    );
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Said goodbye to, so that the hub's log does not speak of a broken handshake.
    socket.end(() => socket.destroy());
  }
}

/** The last certificate of a complete chain names itself as its issuer. */
function* chain(leaf: DetailedPeerCertificate): Generator<DetailedPeerCertificate> {
  const seen = new Set<DetailedPeerCertificate>();
  let certificate: DetailedPeerCertificate | undefined = leaf;
  while (certificate?.raw !== undefined && !seen.has(certificate)) {
    seen.add(certificate);
    yield certificate;
    certificate = certificate.issuerCertificate;
  }
}
