/** A file that `--apply` takes: read, checked, and with every secret in it sealed to the nodes that may use it before anything leaves. */
import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import type { DeclaredCredential, WrittenCredential } from '../../src/model/credential.ts';
import { type Declaration, WrittenDeclaration } from '../../src/model/declaration.ts';
import { issuePlace, lineAt } from '../../src/model/declaration-place.ts';
import { sealCredential } from '../../src/protocol/credential-seal.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { HubPeer } from './attach.ts';
import { confirmFits } from './declaration-size.ts';

interface NodeKey {
  readonly key: string;
  readonly newest: number;
}

/** Throws `config-unreadable`, `declaration-too-long`, and what the hub says of a node that a secret is for. */
export async function readDeclaration(file: string, hub: Pick<HubPeer, 'request'>): Promise<Declaration> {
  const { credentials, ...rest } = await readWritten(file);
  const declaration = credentials === undefined ? rest : { ...rest, credentials: await sealed(credentials, hub) };
  confirmFits(shownName(file), declaration);
  return declaration;
}

async function sealed(
  credentials: readonly WrittenCredential[],
  hub: Pick<HubPeer, 'request'>,
): Promise<DeclaredCredential[]> {
  const nodes = new Set(credentials.flatMap((credential) => (credential.secret === undefined ? [] : credential.nodes)));
  const keys = new Map<string, NodeKey>();
  for (const node of nodes) keys.set(node, await hub.request('sealing-key', { node }));
  return credentials.map(({ secret, ...credential }) => {
    if (secret === undefined) return credential;
    const { name } = credential;
    const seals = credential.nodes.map((node) => {
      const { key, newest } = keys.get(node) as NodeKey;
      // The clock here may be behind that of who declared it before.
      return sealCredential(secret, { name, node, key, version: Math.max(Date.now(), newest + 1) });
    });
    return { ...credential, seals };
  });
}

async function readWritten(file: string): Promise<WrittenDeclaration> {
  const shown = shownName(file);
  let text = '';
  let value: unknown;
  try {
    text = await readFile(file, 'utf8');
    // A message that shows the line would show a secret in it.
    value = parse(text, { prettyErrors: false });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (cause instanceof YAMLParseError)
      throw new Fault('config-unreadable', `${shown}, ${lineAt(text, cause.pos[0])}: ${message}`, { cause });
    throw new Fault('config-unreadable', `cannot read ${shown}: ${code ?? message}`, { cause });
  }
  const parsed = WrittenDeclaration.safeParse(value);
  if (parsed.success) return parsed.data;
  // A word that is misspelled is also one that is missing: what was written is what its author looks for.
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const where = issue?.path.map(String).join('.') ?? '';
  const line = issue === undefined ? '' : `, ${issuePlace(text, issue)}`;
  throw new Fault(
    'config-unreadable',
    shownName(`${shown}${line}: ${where === '' ? '' : `${where}: `}${issue?.message}`),
  );
}
