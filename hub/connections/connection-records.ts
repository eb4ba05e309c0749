/** Connections as people look at them: nothing in them is secret, but who has the secrets is told. */
import { endpointOf } from '../../src/model/connection.ts';
import type { ConnectionRecord } from '../../src/model/connection-record.ts';
import type { CredentialStore } from '../access/credential-store.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { ConnectionStore } from './connection-store.ts';

export interface ConnectionRecordsOptions {
  readonly connections: Pick<ConnectionStore, 'all'>;
  readonly credentials: Pick<CredentialStore, 'declared'>;
  readonly registry: Pick<NodeRegistry, 'all'>;
}

export function connectionRecords({
  connections,
  credentials,
  registry,
}: ConnectionRecordsOptions): ConnectionRecord[] {
  const nodesOf = new Map(credentials.declared().map(({ name, nodes }) => [name, nodes]));
  const everyNode = registry.all().map(({ name }) => name);
  return connections.all.map((connection) => {
    const { name, kind } = connection;
    const credential = 'credential' in connection ? connection.credential : undefined;
    return {
      name,
      kind,
      endpoint: endpointOf(connection),
      ...(credential !== undefined && { credential }),
      nodes: credential === undefined ? everyNode : (nodesOf.get(credential) ?? []),
    };
  });
}
