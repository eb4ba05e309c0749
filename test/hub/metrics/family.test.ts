import { expect, test } from 'vitest';
import { familyText } from '../../../hub/metrics/family.ts';
import { readExposition } from '../../harness/prometheus-text.ts';

test('a label holds whatever a folder may be called', () => {
  const root = 'a "quoted"\nback\\slash';
  const text = familyText({
    name: 'room_bytes',
    help: 'Room',
    type: 'gauge',
    samples: () => [
      { labels: { node: 'fs1', root }, value: 7 },
      { labels: { node: 'fs1', root: '/srv' }, value: 1.5 },
    ],
  });
  expect(text).toBe(
    [
      '# HELP room_bytes Room',
      '# TYPE room_bytes gauge',
      'room_bytes{node="fs1",root="a \\"quoted\\"\\nback\\\\slash"} 7',
      'room_bytes{node="fs1",root="/srv"} 1.5',
    ].join('\n'),
  );
  expect(readExposition(`${text}\n`).value('room_bytes', { node: 'fs1', root: '/srv' })).toBe(1.5);
});
