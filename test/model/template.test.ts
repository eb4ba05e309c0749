import { expect, test } from 'vitest';
import { Template, Templates } from '../../src/model/template.ts';
import { fillTemplate } from '../../src/model/template-fill.ts';

const template = (more: object = {}): Template =>
  Template.parse({
    name: 'dailies',
    from: 'fs1:/srv/{project}/{date}',
    to: ['fs2:/in/{project}', 's3:bucket/{folder}'],
    variables: { project: { pattern: '[a-z]+' }, folder: { default: 'all', path: true } },
    ...more,
  });
const fill = (set: Record<string, string>, more: object = {}, timeZone = 'UTC') =>
  fillTemplate(template(more), { set, at: Date.UTC(2026, 10, 21, 23, 30, 5), timeZone });

test('a template is filled from what is set, its defaults and the clock on the wall of its zone', () => {
  const { request, values } = fill({ project: 'reel' }, { title: '{project} of {date} {time}' }, 'Europe/Berlin');
  expect(request).toMatchObject({
    source: { node: 'fs1', path: '/srv/reel/2026-11-22' },
    destinations: [
      { node: 'fs2', path: '/in/reel' },
      { node: 's3', path: 'bucket/all' },
    ],
    name: 'reel of 2026-11-22 00-30-05',
  });
  expect(values).toEqual({ project: 'reel', folder: 'all', date: '2026-11-22', time: '00-30-05' });
  expect(fill({ project: 'reel', date: '2026-01-01', folder: 'a/b' }).request).toMatchObject({
    source: { path: '/srv/reel/2026-01-01' },
    destinations: [{}, { path: 'bucket/a/b' }],
  });
});

test('options are those of the flags, in the order in which rules are written', () => {
  const { options } = fill(
    { project: 'reel' },
    {
      options: {
        bwlimit: '20M',
        retries: 5,
        'delete-extras': true,
        exclude: ['*.tmp'],
        include: ['*.mov'],
        streams: 4,
      },
    },
  ).request;
  expect(options).toMatchObject({
    bwlimit: 20 * 1024 ** 2,
    retries: 5,
    deleteExtras: true,
    streams: 4,
    checksum: 'blake3',
  });
  expect(options.selection?.rules).toEqual([
    { kind: 'exclude', pattern: '*.tmp' },
    { kind: 'include', pattern: '*.mov' },
  ]);
});

test.each([
  [{}, 'needs a value for project', 'one that is missing'],
  [{ project: 'a', other: 'b' }, 'has no variable other', 'one that is not there'],
  [{ project: '' }, 'is empty', 'nothing would make the path a folder shorter'],
  [{ project: 'a/b' }, 'has a /', 'a way below another folder'],
  [{ project: '..' }, 'leads elsewhere', 'a way out'],
  [{ project: 'A' }, 'does not match', 'against its pattern'],
  [{ project: 'a\n' }, 'control character', 'a pattern does not let the end of a line pass'],
  [{ project: 'a\0' }, 'control character', 'NUL'],
  [{ project: 'a', folder: '../b' }, 'leads elsewhere', 'a way out of a path'],
  [{ project: 'a', folder: '/b' }, 'at one of its ends', 'a path that begins anew'],
  [{ project: 'a', folder: 'b//c' }, 'at one of its ends', 'a name that is empty'],
  [{ project: 'a', date: '..' }, 'leads elsewhere', 'one that is there without being declared'],
  [{ project: 'a'.repeat(256) }, 'longer than', 'no file system has such a name'],
  [{ project: 'a', __proto__: 'x', constructor: 'y' }, 'has no variable constructor', 'a word of the language'],
] as [Record<string, string>, string, string][])('%j is refused: %s (%s)', (set, message) => {
  expect(() => fill(set)).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }),
  );
});

test('what stands together is judged together', () => {
  const variables = { a: {}, b: {} };
  const place = (from: string) => ({ from, to: 'fs2:/x', variables });
  expect(fill({ a: 'x', b: 'y' }, place('fs1:/srv/.{a}{b}')).request.source.path).toBe('/srv/.xy');
  expect(() => fill({ a: '.' }, place('fs1:/srv/.{a}'))).toThrow('leads elsewhere');
  const long = 'x'.repeat(200);
  expect(() => fill({ a: long, b: long }, place('fs1:/srv/{a}{b}'))).toThrow('is no name');
});

test.each([
  [{ from: 'fs1:/srv/{unknown}' }, '{unknown} is not among the variables'],
  [{ from: 'fs1:/srv/../etc' }, 'without . and ..'],
  [{ from: '{node}:/srv' }, 'only the path may have variables'],
  [{ to: [] }, ''],
  [{ options: { bandwidth: '1M' } }, 'there is no option bandwidth'],
  [{ options: { bwlimt: '1M' } }, 'did you mean bwlimit?'],
  [{ options: { bwlimit: ['1M'] } }, 'takes one value'],
  [{ options: { retries: 'many' } }, 'is not a number'],
  [{ options: { 'filter-from': '/etc/passwd' } }, 'as include and exclude'],
  [{ options: { verify: true, checksum: 'none' } }, '--verify compares checksums'],
  [{ variables: { project: { default: 'A', pattern: '[a-z]' }, folder: {} } }, 'its default does not match'],
  [{ variables: { project: { pattern: '(' }, folder: {} } }, 'no regular expression'],
  [{ variables: { project: { default: 5 }, folder: {} } }, 'write it in quotes'],
  [{ variables: { project: {}, folder: {}, date: {} } }, ''],
])('a template with %j is refused when it is declared', (more, message) => {
  expect(() => template(more)).toThrow(message);
});

test('two templates of one name are refused', () => {
  expect(() => Templates.parse([template(), template()])).toThrow('two templates have the same name');
});
