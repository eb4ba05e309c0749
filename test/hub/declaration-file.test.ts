/** Where in a file for `--apply` something is wrong, as its author is told. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HubPeer } from '../../hub/client/attach.ts';
import { readDeclaration } from '../../hub/client/declaration-file.ts';
import { Declaration } from '../../src/model/declaration.ts';
import { makeSealingPair } from '../../src/runtime/hpke.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';

const file = `# what moves
templates:
  - name: daily
    from: fs1:/srv/{date}
    to:
      - fs2:/in
      - fs3:/in
    options:
      bwlimit: 20M
    variables:
      project:
        default: reel

triggers:
  - name: nightly
    kind: schedule
    template: daily
    cron: '0 2 * * *'
  - { name: onward, kind: after, template: daily, follows: other }
notifications:
  - name: ops
    on: [failed]
    webhook: { url: 'https://x/', secret: hook }
`;

const read = async (text: string, hub?: Pick<HubPeer, 'request'>): Promise<unknown> => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'file.yaml');
  writeFileSync(path, text);
  return await readDeclaration(path, hub as HubPeer);
};

test('a file without a mistake is what it says', async () => {
  await expect(read(file)).resolves.toMatchObject({
    templates: [{ name: 'daily' }],
    triggers: [{}, { on: ['success'] }],
  });
});

test.each([
  ['from: fs1', 'form: fs1', 'line 4: templates.0: Unrecognized key: "form"'],
  ['fs3:/in', 'fs3', 'line 7: templates.0.to.1: write NODE:/PATH'],
  ['20M', 'fast', 'line 8: templates.0.options: bwlimit: '],
  [
    'default: reel',
    'default: 5',
    'line 12: templates.0.variables.project.default: a value is text; write it in quotes',
  ],
  ['{date}', '{day}', 'line 10: templates.0.variables: {day} is not among the variables'],
  ["'0 2 * * *'", "'0 25 * * *'", 'line 18: triggers.0.cron: Invalid value for hour: 25'],
  ['kind: schedule', 'kind: clock', 'line 16: triggers.0.kind: '],
  ['    template: daily\n', '', 'line 15: triggers.0.template: '],
  ['follows: other', 'follows: onward', 'line 14: triggers: onward -> onward: this chain would never end'],
  ['[failed]', '[fails]', 'line 22: notifications.0.on.0: '],
  ['https:', 'ftp:', 'line 23: notifications.0.webhook.url: write https://HOST/PATH'],
  ['secret: hook', 'secret: a/b', 'line 23: notifications.0.webhook.secret: a name has 1 to 63'],
  ['triggers:', 'triggres:', 'line 14: Unrecognized key: "triggres"'],
])('%j written as %j is told with its line', async (right, wrong, says) => {
  const told = await read(file.replace(right, wrong)).catch((thrown: Error) => thrown.message);
  expect(told).toContain(`file.yaml, ${says}`);
});

test('a mistake in the YAML is told without the line itself, which may hold a secret', async () => {
  const told = await read('credentials:\n  - name: a\n    secret: { key: hunter2\n').catch(
    (thrown: Error) => thrown.message,
  );
  expect(told).toMatch(/file\.yaml, line \d: /);
  expect(told).not.toContain('hunter2');
});

/** A hub that only says the keys of nodes. */
function keyHub() {
  const { publicKey: key } = makeSealingPair();
  const asked: string[] = [];
  const request = async (_name: string, { node }: { readonly node: string }) => {
    asked.push(node);
    return { key, newest: 0 };
  };
  return { asked, hub: { request } as unknown as Pick<HubPeer, 'request'> };
}

const nodes = Array.from({ length: 50 }, (_, at) => `fs${at}`);
const credentials = (count: number, secret: object): string =>
  JSON.stringify({
    credentials: Array.from({ length: count }, (_, at) => ({ name: `c${at}`, nodes, secret })),
  });

test('what would not fit into one message is refused before it is sent, with what takes the room and what would do', async () => {
  const { hub } = keyHub();
  const refused = await read(credentials(8, { key: 'x'.repeat(7900) }), hub).catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({
    code: 'declaration-too-long',
    exitCode: 2,
    message: expect.stringMatching(
      /file\.yaml declares takes 4\.\d MB, .* at most 4\.2 MB: credentials take .*, c0 the most/,
    ),
    hint: expect.stringContaining('give the secrets of some at a time'),
  });
});

test('the key of a node is asked for once, however many credentials are sealed to it', async () => {
  const { hub, asked } = keyHub();
  await expect(read(credentials(30, { key: 'short' }), hub)).resolves.toMatchObject({ credentials: { length: 30 } });
  expect(asked).toEqual(nodes);
});

test('a secret that would not fit into its seal is told with its line, whatever its letters are', async () => {
  const long = { credentials: [{ name: 'nas', nodes: ['fs1'], secret: { password: 'é'.repeat(4500) } }] };
  const told = await read(JSON.stringify(long, undefined, 1)).catch((thrown: Error) => thrown.message);
  expect(told).toMatch(/file\.yaml, line \d+: credentials\.0\.secret: a secret has at most 8000 bytes as JSON/);
  const { hub } = keyHub();
  const widest = { ...long.credentials[0], secret: { password: 'é'.repeat(3990) } };
  const sealed = await read(JSON.stringify({ credentials: [widest] }), hub);
  expect(Declaration.safeParse(sealed).success).toBe(true);
});
