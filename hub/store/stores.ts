/** Every store of the hub over its one database. */
import type { Clock } from '../../src/runtime/clock.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import { ApiKeyStore } from '../access/api-key-store.ts';
import { CertificateStore } from '../access/certificate-store.ts';
import { CredentialStore } from '../access/credential-store.ts';
import { Holders } from '../access/holders.ts';
import { MemberStore } from '../access/member-store.ts';
import { PolicyStore } from '../access/policy-store.ts';
import { TokenStore } from '../access/token-store.ts';
import { UserStore } from '../access/user-store.ts';
import { AnswerStore } from '../alerts/answer-store.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { ConnectionStore } from '../connections/connection-store.ts';
import { NodeStore } from '../nodes/node-store.ts';
import { DeliveryStore } from '../notifications/delivery-store.ts';
import {
  type NotificationStore,
  openNotificationStore,
  openTemplateStore,
  openTriggerStore,
  type TemplateStore,
  type TriggerStore,
} from '../schedules/declared-store.ts';
import { TriggerStates } from '../schedules/trigger-states.ts';
import { FailureStore } from '../transfers/failure-store.ts';
import { FindingStore } from '../transfers/finding-store.ts';
import { StepStore } from '../transfers/step-store.ts';
import { TransferStore } from '../transfers/transfer-store.ts';
import { WatchedStore } from '../watches/watched-store.ts';

export interface Stores {
  readonly database: Sqlite;
  readonly certificates: CertificateStore;
  readonly users: UserStore;
  readonly nodes: NodeStore;
  readonly holders: Holders;
  readonly tokens: TokenStore;
  readonly members: MemberStore;
  readonly policies: PolicyStore;
  readonly credentials: CredentialStore;
  readonly connections: ConnectionStore;
  readonly templates: TemplateStore;
  readonly triggers: TriggerStore;
  readonly states: TriggerStates;
  readonly notifications: NotificationStore;
  readonly deliveries: DeliveryStore;
  readonly apiKeys: ApiKeyStore;
  readonly audit: AuditLog;
  readonly transfers: TransferStore;
  readonly failures: FailureStore;
  readonly findings: FindingStore;
  readonly steps: StepStore;
  readonly watched: WatchedStore;
  readonly answers: AnswerStore;
}

export function openStores(database: Sqlite, clock: Clock): Stores {
  const certificates = new CertificateStore(database);
  const users = new UserStore(database);
  const nodes = new NodeStore(database);
  const audit = new AuditLog(database, clock);
  return {
    database,
    certificates,
    users,
    nodes,
    holders: new Holders({ database, certificates, users, nodes }),
    tokens: new TokenStore(database),
    members: new MemberStore(database),
    apiKeys: new ApiKeyStore(database),
    audit,
    policies: new PolicyStore(database, audit),
    credentials: new CredentialStore(database, audit),
    connections: new ConnectionStore(database, audit),
    templates: openTemplateStore(database, audit),
    triggers: openTriggerStore(database, audit),
    states: new TriggerStates(database),
    notifications: openNotificationStore(database, audit),
    deliveries: new DeliveryStore(database),
    transfers: new TransferStore(database),
    failures: new FailureStore(database),
    findings: new FindingStore(database),
    steps: new StepStore(database),
    watched: new WatchedStore(database),
    answers: new AnswerStore(database),
  };
}
