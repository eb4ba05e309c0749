/** The data port of the daemon, and what becomes of what it hears there: lines of the log and of the audit log. */
import type { Identity } from '../src/link/identity.ts';
import { Fault } from '../src/runtime/fault.ts';
import { isFaultCode } from '../src/runtime/fault-codes.ts';
import type { Logger } from '../src/runtime/log.ts';
import { auditFile, auditRefusal } from './audit-file.ts';
import type { DataListener, DataListenerOptions } from './data/data-plane.ts';
import { startDataListener } from './data/receive/data-listener.ts';
import type { NodeSettings } from './flags.ts';
import type { NodeIdentity } from './identity-file.ts';
import type { Roots } from './roots.ts';
import type { RefusalNotes } from './trust/refusal-notes.ts';

export interface DataPortOptions {
  /** Of the node's state. */
  readonly folder: string;
  readonly settings: Pick<NodeSettings, 'listen' | 'maxTransfers'>;
  readonly roots: Roots;
  readonly log: Logger;
  readonly home: string;
  readonly identity: NodeIdentity & Identity;
  readonly nodeLimiter: SharedArrayBuffer;
  readonly refusals: RefusalNotes;
  readonly onFailure: (fault: Fault) => void;
}

/** Throws `port-busy`. */
export async function openDataPort({
  folder,
  home,
  identity,
  settings,
  roots,
  log,
  nodeLimiter,
  refusals,
  onFailure,
}: DataPortOptions): Promise<DataListener> {
  const audit = auditFile(folder);
  const dataLog = log.child({ part: 'data-port' });
  const hooks: Pick<DataListenerOptions, 'onReceived' | 'onRefused' | 'onFailure'> = {
    onReceived: ({ isOver, ...received }) => {
      if (isOver)
        dataLog.info(received, `received ${received.files} files of ${received.transfer} from ${received.from}`);
    },
    onRefused: (refusal) => {
      refusals.add(refusal);
      dataLog.warn(refusal, `refused ${refusal.from}: ${refusal.reason.message}`);
      auditRefusal(audit, refusal, Date.now()).catch((thrown: unknown) =>
        dataLog.error({ err: thrown }, 'cannot write the audit log'),
      );
    },
    // The service manager starts the node anew, and every transfer resumes: simpler than to mend half a node.
    onFailure: ({ code, message }) => onFailure(new Fault(isFaultCode(code) ? code : 'internal', message)),
  };
  return startDataListener({
    ...hooks,
    listen: settings.listen === 'none' ? undefined : settings.listen,
    hub: identity.hub,
    home,
    name: identity.name,
    identity,
    grantKey: identity.grantKey,
    roots: roots.list,
    auditFile: audit,
    nodeLimiter,
    maxTransfers: settings.maxTransfers,
  });
}
