import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { hubSettings } from '../hub/flags.ts';
import { signatureOf } from '../hub/notifications/webhook.ts';
import { nodeDefinition } from '../node/flags.ts';
import { backlogMigrations } from '../src/engine/backlog/migrations.ts';
import { Declaration } from '../src/model/declaration.ts';
import { NotificationEvent } from '../src/model/notification-event.ts';
import { Plan } from '../src/model/plan.ts';
import { Progress } from '../src/model/progress.ts';
import { TransferTotals } from '../src/model/transfer.ts';
import { type FaultCode, faultCodes, isFaultCode } from '../src/runtime/fault-codes.ts';
import { readSettings } from '../src/runtime/settings.ts';
import { kebabName } from '../src/runtime/settings-definition.ts';
import { openDatabase } from '../src/storage/database.ts';
import { syncSettings } from '../src/sync/flags.ts';
import { temporaryFolder } from './engine/temporary-folder.ts';

const intro = `# Errors

Every failure has a code that stays the same from version to version; the sentence around it may improve. Programs print
\`longhaul sync: what happened (code). what to do\`; the audit log, the hub and \`--json\` carry the same code. This page is
checked against src/runtime/fault-codes.ts by a test; \`npx vitest run test/living-docs.test.ts -u\` writes it anew.

Exit codes: 1 some files failed, 2 wrong usage or configuration, 3 not reached or refused, 4 cancelled, 5 stopped by a
safety check, 130 interrupted. What is retried is tried again by itself, because it may pass; the others wait for
somebody to change something.

The pauses double, and each is a random part shorter, so that many do not come at once. A file is tried again up to \`--retries\`
times, after half a second to 30 seconds, while others are moved. A full disk or quota holds up all files, and is looked at after
2 to 60 seconds, as long as it takes. A transfer that cannot go on (a node, a store or a mount is away) is \`waiting\`, and goes on
from its backlog after 1 to 60 seconds, as long as it takes.

| code | meaning | what to do | exit code | retried |
| --- | --- | --- | --- | --- |
`;

test('docs/errors.md lists exactly the codes that the programs have', async () => {
  const rows = (Object.keys(faultCodes) as FaultCode[]).map((code) => {
    const { meaning, hint, exitCode, isRetryable } = faultCodes[code];
    return `| \`${code}\` | ${meaning} | ${hint} | ${exitCode} | ${isRetryable ? 'yes' : 'no'} |\n`;
  });
  await expect(intro + rows.join('')).toMatchFileSnapshot('../docs/errors.md');
});

test('every code says in whole sentences what it means and what to do', () => {
  const sentence = /^[^|\n]+\.$/;
  for (const { meaning, hint } of Object.values(faultCodes))
    expect([meaning, hint]).toEqual([expect.stringMatching(sentence), expect.stringMatching(sentence)]);
});

test('docs/sync.md names every flag of longhaul sync and every column of the backlog', () => {
  const database = openDatabase({ file: ':memory:', migrations: backlogMigrations });
  const columns = database.prepare("select name from pragma_table_info('files')").pluck().all() as string[];
  database.close();
  const flags = Object.keys(syncSettings.settings).map((key) => `--${kebabName(key)}`);
  const page = readFileSync(new URL('../docs/sync.md', import.meta.url), 'utf8');
  const words = new Set(page.match(/--[a-z-]+|`[a-z_]+`/g));
  expect([...flags, ...columns.map((name) => `\`${name}\``)].filter((word) => !words.has(word))).toEqual([]);
});

test('what docs/sync-json.md shows is what the programs mean', () => {
  const shapes: Record<string, z.ZodType> = {
    progress: z.strictObject({ event: z.string(), progress: z.strictObject(Progress.shape) }),
    plan: z.strictObject({ event: z.string(), ...Plan.shape }),
    summary: z.strictObject({ event: z.string(), ...TransferTotals.shape }),
  };
  const page = readFileSync(new URL('../docs/sync-json.md', import.meta.url), 'utf8');
  const lines = page.match(/^\{.+\}$/gm)?.map((line) => JSON.parse(line)) ?? [];
  expect(lines.map(({ event }) => event)).toEqual(expect.arrayContaining(Object.keys(shapes)));
  for (const line of lines) expect(shapes[line.event]?.safeParse(line).error).toBeUndefined();
});

test('the programs take every command of docs/operations.md, and have the codes that it explains', () => {
  const page = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8').replaceAll('\\\n', '');
  const commands = page.match(/\blonghaul (?:hub|node) --[^`\n#(&]+/g) ?? [];
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    const [, program, ...argv] = command.trim().split(/ +/);
    const input = { argv, env: {} };
    const read = program === 'hub' ? readSettings(hubSettings, input) : readSettings(nodeDefinition, input);
    expect(read.kind, command).toBe('run');
  }
  const codes = page.match(/`[a-z]+(?:-[a-z]+)+`/g)?.map((word) => word.slice(1, -1)) ?? [];
  expect(
    codes.filter((word) => !isFaultCode(word) && !word.startsWith('node-linux') && word !== 'install-scripts'),
  ).toEqual([]);
});

test('what docs/notifications.md declares and shows is what the hub takes and sends, and its example knows a signature', async () => {
  using folder = temporaryFolder();
  const page = readFileSync(new URL('../docs/notifications.md', import.meta.url), 'utf8');
  const block = (language: string): string =>
    page.match(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm'))?.[1] ?? '';
  expect(Declaration.parse(parse(block('yaml'))).notifications).toHaveLength(2);
  const body = block('json').trim();
  expect(NotificationEvent.parse(JSON.parse(body))).toEqual(JSON.parse(body));

  writeFileSync(folder.at('verify.mjs'), block('js'));
  const { isGenuine } = await import(folder.at('verify.mjs'));
  const now = 1_795_262_406_000;
  const headers = (timestamp: string) => ({
    'longhaul-timestamp': timestamp,
    'longhaul-signature': `v1=${signatureOf('a secret', timestamp, body)}`,
  });
  const judged = (given: object, text = body) => isGenuine(given, Buffer.from(text), 'a secret', now);
  expect(judged(headers('1795262405'))).toBe(true);
  expect(judged(headers('1795262405'), body.replace('T-42', 'T-43'))).toBe(false);
  expect(judged({ ...headers('1795262405'), 'longhaul-timestamp': '1795262406' })).toBe(false);
  expect(judged(headers('1795262000'))).toBe(false);
  expect(judged({})).toBe(false);
});
