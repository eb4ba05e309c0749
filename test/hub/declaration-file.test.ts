/** Where in a file for `--apply` something is wrong, as its author is told. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDeclaration } from '../../hub/client/declaration-file.ts';
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
`;

const read = async (text: string): Promise<unknown> => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'file.yaml');
  writeFileSync(path, text);
  return await readDeclaration(path, undefined as never);
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
