import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { Fault } from '../../src/runtime/fault.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import { defineSettings, readSettings } from '../../src/runtime/settings.ts';
import { parseRate, parseSize } from '../../src/runtime/units.ts';

const definition = defineSettings({
  program: 'longhaul sync',
  summary: 'Copies a folder.',
  examples: [
    { command: 'longhaul sync /srv/a /mnt/b', does: 'copies what is new' },
    { command: 'longhaul sync /srv/a /mnt/b --bwlimit 20M', does: 'the same, slower' },
  ],
  arguments: [
    { placeholder: 'SOURCE', help: 'what to copy' },
    { placeholder: 'DESTINATION', help: 'where to' },
  ],
  settings: {
    bwlimit: {
      type: 'string',
      placeholder: 'RATE',
      default: 'off',
      help: 'limit',
      schema: z.string().transform(parseRate),
    },
    blockSize: {
      type: 'string',
      placeholder: 'SIZE',
      default: '5M',
      help: 'one block',
      schema: z.string().transform(parseSize).pipe(z.int().min(65_536)),
    },
    queueCapacity: { type: 'number', placeholder: 'N', default: 20, help: 'blocks', schema: z.int().min(2).max(1000) },
    checksum: {
      type: 'string',
      placeholder: 'NAME',
      default: 'blake3',
      help: 'hash',
      schema: z.enum(['md5', 'blake3']),
    },
    root: { type: 'string', placeholder: 'PATH', isMultiple: true, help: 'what may be touched' },
    db: { type: 'string', placeholder: 'FILE', shownDefault: 'under the state folder', help: 'the backlog' },
    json: { type: 'boolean', help: 'JSON Lines' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'longhaul-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, `${crypto.randomUUID()}.yaml`);
  writeFileSync(path, text);
  return path;
}

function read(argv: readonly string[], env: Record<string, string> = {}) {
  const result = readSettings(definition, { argv, env });
  if (result.kind !== 'run') throw new Error(`expected values, got ${result.kind}`);
  return result;
}

function faultOf(argv: readonly string[], env: Record<string, string> = {}): Fault {
  try {
    read(argv, env);
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('expected a fault');
}

const paths = ['/a', '/b'];

describe('what is read', () => {
  test('without flags every value is its default, typed by its schema', () => {
    const { values, positional, sources } = read(paths);
    expect(values).toEqual({
      bwlimit: undefined,
      blockSize: 5 * 1024 * 1024,
      queueCapacity: 20,
      checksum: 'blake3',
      root: [],
      db: undefined,
      json: false,
    });
    expect(positional).toEqual(paths);
    expect(sources.blockSize).toBe('default');
    expectTypeOf(values.blockSize).toEqualTypeOf<number>();
    expectTypeOf(values.checksum).toEqualTypeOf<'md5' | 'blake3'>();
    expectTypeOf(values.root).toEqualTypeOf<readonly string[]>();
    expectTypeOf(values.db).toEqualTypeOf<string | undefined>();
    expectTypeOf(values.json).toEqualTypeOf<boolean>();
  });

  test.each([
    ['a value in the next word', ['--bwlimit', '20M', ...paths]],
    ['a value after an equals sign', [...paths, '--bwlimit=20M']],
    ['a flag between the arguments', ['/a', '--bwlimit', '20M', '/b']],
  ])('takes %s', (_, argv) => {
    const { values, positional, sources } = read(argv);
    expect(values.bwlimit).toBe(20 * 1024 * 1024);
    expect(positional).toEqual(paths);
    expect(sources.bwlimit).toBe('flag');
  });

  test('a boolean flag never swallows the word after it, even if that is the folder true', () => {
    expect(read(['--json', 'true', 'false'])).toMatchObject({ values: { json: true }, positional: ['true', 'false'] });
  });

  test('a multiple keeps its values in order', () => {
    expect(read(['--root', '/a', ...paths, '--root=/b:ro']).values.root).toEqual(['/a', '/b:ro']);
  });

  test('a dash is an argument, and so is everything after --', () => {
    expect(read(['-', '--', '--json']).positional).toEqual(['-', '--json']);
    expect(read(['--', '-x', '--']).positional).toEqual(['-x', '--']);
  });

  test('a dash is a value', () => {
    expect(read(['--db', '-', ...paths]).values.db).toBe('-');
  });

  test('every text survives, as a value and as an argument, whatever is in it', () => {
    const text = fc.oneof(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.string({ minLength: 1, unit: fc.constantFrom('"', "'", '-', '=', '\n', '.', '\\', '1') }),
    );
    fc.assert(
      fc.property(text, text, text, (value, first, second) => {
        const { values, positional } = read([`--db=${value}`, `--root=${second}`, '--', first, second]);
        expect([values.db, ...values.root, ...positional]).toEqual([value, second, first, second]);
      }),
    );
  });

  test('an explicit =false beats a file that says true', () => {
    const config = file('json: true\n');
    expect(read(['--config', config, ...paths]).values.json).toBe(true);
    expect(read(['--config', config, '--json=false', ...paths]).values.json).toBe(false);
  });
});

describe('where a value comes from', () => {
  const config = file('bwlimit: 1M\nblock-size: 1M\nqueue-capacity: 7\nroot:\n  - /x\n  - /y z:ro\n');

  test('a flag beats the environment, the environment beats the file, the file beats the default', () => {
    const env = { LONGHAUL_BWLIMIT: '2M', LONGHAUL_BLOCK_SIZE: '2M', LONGHAUL_CONFIG: config };
    const { values, sources } = read(['--bwlimit', '3M', ...paths], env);
    expect(values).toMatchObject({
      bwlimit: 3 * 1024 ** 2,
      blockSize: 2 * 1024 ** 2,
      queueCapacity: 7,
      checksum: 'blake3',
      root: ['/x', '/y z:ro'],
    });
    expect(sources).toMatchObject({
      bwlimit: 'flag',
      blockSize: 'environment',
      queueCapacity: 'file',
      checksum: 'default',
      root: 'file',
    });
  });

  test('a repeated setting has one value a line in the environment', () => {
    expect(read(paths, { LONGHAUL_ROOT: '/a b:ro\n/c,d\n' }).values.root).toEqual(['/a b:ro', '/c,d']);
  });

  test('an empty variable counts as not set', () => {
    expect(read(paths, { LONGHAUL_BWLIMIT: '', LONGHAUL_CONFIG: '' }).sources.bwlimit).toBe('default');
  });

  test('what looks like a number in the file stays the text that was written', () => {
    expect(read(['--config', file('db: 0012\n'), ...paths]).values.db).toBe('0012');
  });

  test('an empty file is a file without settings', () => {
    expect(read(['--config', file('# nothing yet\n'), ...paths]).sources.db).toBe('default');
  });
});

describe('what is refused', () => {
  test.each([
    ['a misspelt flag', ['--bwlimt', '20M', ...paths], 'unknown flag --bwlimt; did you mean --bwlimit?'],
    [
      'a misspelt flag with a value',
      ['--blok-size=1M', ...paths],
      'unknown flag --blok-size; did you mean --block-size?',
    ],
    ['a flag in camel case', ['--blockSize', '1M', ...paths], 'unknown flag --blockSize; did you mean --block-size?'],
    ['a flag of another tool', ['--recursive', ...paths], 'unknown flag --recursive; --help lists the flags'],
    [
      'a short flag',
      ['-r', ...paths],
      'unknown flag -r; flags have long names (--help lists them); a file name that starts with a dash goes after --',
    ],
    ['--no- of a boolean', ['--no-json', ...paths], 'unknown flag --no-json; did you mean --json?'],
    ['a flag with control characters', ['--\u001b[2Jx', ...paths], 'unknown flag --\\x1b[2Jx; --help lists the flags'],
    ['a flag without its value', [...paths, '--db'], '--db needs a value; write --db FILE'],
    ['a flag whose value is another flag', ['--db', '--json', ...paths], '--db needs a value; write --db FILE'],
    ['an empty value', ['--db=', ...paths], '--db needs a value; write --db FILE'],
    ['a flag given twice', ['--db', 'x', '--db', 'y', ...paths], '--db is given 2 times; give it once'],
    ['a boolean given twice', ['--json', '--json', ...paths], '--json is given 2 times; give it once'],
    ['a boolean that is neither', ['--json=maybe', ...paths], "--json: 'maybe' is not possible; write true or false"],
    [
      'a size that is none',
      ['--block-size', '5Q', ...paths],
      "--block-size: '5Q' is not a size; write 64K, 5M, 1.5G or 500MB",
    ],
    ['a size below the least', ['--block-size', '1K', ...paths], "--block-size: '1K' is too small; the least is 65536"],
    ['a number that is none', ['--queue-capacity', 'many', ...paths], "--queue-capacity: 'many' is not a number"],
    [
      'a number beyond the most',
      ['--queue-capacity', '1001', ...paths],
      "--queue-capacity: '1001' is too large; the most is 1000",
    ],
    [
      'a word that is not offered',
      ['--checksum', 'blake4', ...paths],
      "--checksum: 'blake4' is not one of md5, blake3; did you mean blake3?",
    ],
    ['no argument', [], 'SOURCE is missing; write longhaul sync SOURCE DESTINATION [flags]'],
    ['one argument', ['/a'], 'DESTINATION is missing; write longhaul sync SOURCE DESTINATION [flags]'],
    [
      'three arguments',
      ['/a', '/b', '/c'],
      "'/c' is one argument too many; write longhaul sync SOURCE DESTINATION [flags]",
    ],
  ])('%s, in one line that says what would be right', (_, argv, message) => {
    const fault = faultOf(argv);
    expect(fault.message).toBe(message);
    expect(fault.code).toBe('usage');
    expect(fault.exitCode).toBe(2);
  });

  test('a bad value names the variable it came from', () => {
    expect(faultOf(paths, { LONGHAUL_BWLIMIT: 'fast' }).message).toBe(
      "LONGHAUL_BWLIMIT: 'fast' is not a rate; write 20M, 500KB, 100Mbit or off",
    );
  });

  test.each([
    ['a misspelt setting', 'bwlimt: 1M\n', 'usage', /^unknown setting bwlimt in .*; did you mean bwlimit\?$/],
    ['a list where one value belongs', 'db: [a, b]\n', 'usage', /^db in .* takes one value, not a list$/],
    ['a bad value', 'checksum: crc\n', 'usage', /^checksum in .*\.yaml: 'crc' is not one of md5, blake3$/],
    ['a setting without its value', 'db:\n', 'usage', /^db in .* needs a value \(FILE\)$/],
    ['a setting twice', 'db: a\ndb: b\n', 'config-unreadable', /^.*\.yaml: Map keys must be unique/],
    ['broken YAML', 'db: [a\n', 'config-unreadable', /^.*\.yaml: .+$/],
    ['a file that is a list', '- a\n', 'config-unreadable', /is not of the form 'name: value' or a list$/],
    ['a setting that is a map', 'db:\n  a: b\n', 'config-unreadable', /: db is not of the form/],
  ])('%s in the file', (_, text, code, message) => {
    const fault = faultOf(['--config', file(text), ...paths]);
    expect(fault.message).toMatch(message);
    expect(fault.message).not.toContain('\n');
    expect(fault.code).toBe(code);
    expect(fault.exitCode).toBe(2);
  });

  test('a file that is not there', () => {
    expect(faultOf(['--config', '/nowhere/x.yaml', ...paths])).toMatchObject({
      code: 'config-unreadable',
      message: 'cannot read /nowhere/x.yaml: ENOENT',
    });
  });
});

describe('help and version', () => {
  test('help wins over everything else on the line and shows every flag with its default', () => {
    const result = readSettings(definition, { argv: ['--bogus', '--help'], env: {} });
    expect(result.kind).toBe('help');
    expect(result).toMatchObject({ text: expect.stringMatching(/--block-size SIZE +one block \[5M\]\n/) });
    expect(result).toMatchObject({
      text: expect.stringMatching(/--db FILE +the backlog \[under the state folder\]\n/),
    });
    expect(result).toMatchObject({
      text: expect.stringMatching(/--root PATH +what may be touched; may be repeated \[none\]\n/),
    });
    expect(result).toMatchObject({ text: expect.stringContaining('  longhaul sync /srv/a /mnt/b --bwlimit 20M\n') });
  });

  test('version is the one of package.json', () => {
    expect(readSettings(definition, { argv: ['--version'], env: {} })).toEqual({
      kind: 'version',
      text: `longhaul ${packageVersion()}\n`,
    });
  });

  test('--help after -- is a file name', () => {
    expect(read(['--', '--help', '--version']).positional).toEqual(['--help', '--version']);
  });
});
