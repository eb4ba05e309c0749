/** Two nodes, of which one keeps files where names are folded (test/engine/clash/folding-libc.ts); one JSON line for each transfer. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { listOf } from '../../../engine/clash/folding-place.ts';
import { makeTree } from '../../../engine/tree.ts';
import { type SendWish, twoNodes } from '../two-nodes.ts';

export interface Sent {
  readonly kind: string;
  readonly totals: Record<'copied' | 'failed' | 'deleted', { files: number }>;
  readonly failed: readonly { readonly path: string; readonly code: string }[];
  readonly target: readonly string[];
}

await using nodes = await twoNodes();

async function send(wish: SendWish): Promise<void> {
  await using sending = await nodes.start(wish);
  const outcome = await sending.outcome;
  const sent = { ...outcome, failed: sending.failed, target: listOf(nodes.target) };
  process.stdout.write(`${JSON.stringify(sent)}\n`);
}

makeTree(nodes.source, { 'README': 'first', 'Dir/a': 'first', 'Old': 'x' });
await send({ transfer: 'T-1' });
makeTree(nodes.source, { 'readme': 'second', 'dir/a': 'second' });
await send({ transfer: 'T-2' });
renameSync(join(nodes.source, 'Old'), join(nodes.source, 'OLD'));
renameSync(join(nodes.source, 'Dir'), join(nodes.source, 'DIR'));
renameSync(join(nodes.source, 'dir'), join(nodes.source, 'other'));
await send({ transfer: 'T-3', options: { deleteExtras: true } });
