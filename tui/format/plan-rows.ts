/** Plans in rows: what is new, changed, the same or extra, how much room and time it takes. Of several plans their sums. */
import type { Plan, PlanExamples } from '../../src/model/plan.ts';
import type { Count } from '../../src/model/progress.ts';
import { formatBytes, formatDuration } from '../../src/runtime/units.ts';
import { formatFiles } from './count.ts';

/** What it is about, how many, how much, and one of them: figures stand below each other. */
export interface PlanRow {
  readonly title: string;
  readonly files: string;
  readonly text: string;
  readonly example: string;
}

const nothing: Count = { files: 0, bytes: 0 };

export interface PlanSums {
  /** Absent where an older program does not tell new from changed. */
  readonly changed: Count | undefined;
  readonly copy: Count;
  readonly skip: Count;
  readonly extra: Count | undefined;
  readonly remove: Count | undefined;
  readonly neededBytes: number;
  readonly freeBytes: number;
  readonly hasRoom: boolean;
  readonly time: string | undefined;
  readonly examples: PlanExamples;
}

export function planSums(plans: readonly Plan[]): PlanSums {
  const all = (of: (plan: Plan) => Count | undefined): Count => sum(plans.map((plan) => of(plan) ?? nothing));
  const neededBytes = plans.reduce((total, { target }) => total + target.neededBytes, 0);
  const freeBytes = Math.min(...plans.map(({ target }) => target.freeBytes));
  return {
    changed: plans.every(({ changed }) => changed !== undefined) ? all(({ changed }) => changed) : undefined,
    copy: all(({ copy }) => copy),
    skip: all(({ skip }) => skip),
    extra: plans.every(({ extra }) => extra !== undefined) ? all(({ extra }) => extra) : undefined,
    remove: plans.some(({ remove }) => remove !== undefined) ? all(({ remove }) => remove) : undefined,
    neededBytes,
    freeBytes,
    hasRoom: neededBytes <= freeBytes,
    time: estimateText(plans),
    examples: Object.assign({}, ...plans.map(({ examples }) => examples).toReversed()),
  };
}

/** NEW is what is copied and not changed. */
export function newOf({ copy, changed = nothing }: PlanSums): Count {
  return { files: copy.files - changed.files, bytes: copy.bytes - changed.bytes };
}

export function countRows(sums: PlanSums): readonly PlanRow[] {
  const { changed, copy, skip, extra, remove, examples } = sums;
  return [
    ...(changed === undefined
      ? [countRow('NEW OR CHANGED', copy)]
      : [countRow('NEW', newOf(sums), examples.new), countRow('CHANGED', changed, examples.changed)]),
    countRow('SAME', skip, examples.same),
    ...(extra === undefined ? [] : [countRow('EXTRA', extra, examples.extra)]),
    ...(remove === undefined ? [] : [countRow('TO REMOVE', remove)]),
  ];
}

export function roomRow({ neededBytes, freeBytes }: PlanSums): PlanRow {
  return {
    title: 'ROOM',
    files: '',
    text: `${sizeText(neededBytes)} needed, ${formatBytes(freeBytes)} free`,
    example: '',
  };
}

/** In columns, with the names of examples last. */
export function rowTexts(rows: readonly PlanRow[]): readonly string[] {
  const widest = (of: (row: PlanRow) => string): number => Math.max(0, ...rows.map((row) => of(row).length));
  const titles = widest(({ title }) => title);
  const counts = widest(({ files }) => files);
  return rows.map(({ title, files, text, example }) => {
    const figures = `${title.padEnd(titles)}   ${files.padStart(counts)}  ${text}`;
    return example === '' ? figures : `${figures}   ${example}`;
  });
}

const sizeWidth = 8;

function sizeText(bytes: number): string {
  return formatBytes(bytes).padStart(sizeWidth);
}

function countRow(title: string, { files, bytes }: Count, example = ''): PlanRow {
  return { title, files: `${formatFiles(files)}${files === 1 ? ' ' : ''}`, text: sizeText(bytes), example };
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (total, { files, bytes }) => ({ files: total.files + files, bytes: total.bytes + bytes }),
    nothing,
  );
}

/** Of all of them, one after another. */
function estimateText(plans: readonly Plan[]): string | undefined {
  if (plans.some(({ estimate }) => estimate === undefined)) return undefined;
  const of = (end: 'fromSeconds' | 'toSeconds'): string =>
    formatDuration(plans.reduce((total, { estimate }) => total + (estimate?.[end] ?? 0), 0));
  const [from, to] = [of('fromSeconds'), of('toSeconds')];
  return from === to ? `about ${from}` : `${from} to ${to}`;
}
