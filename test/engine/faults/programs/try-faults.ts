/**
 * `node --import ./failing-libc.ts programs/try-faults.ts some|one|all`: finds every place that calls libc and lets fail: one
 * place of each call in each way of writing, every place with one system code in turn, or every place with all of them. One
 * JSON line a result.
 */
import { type Errno, type FaultCase, type FaultResult, findPlaces, tryFault, ways } from '../one-fault.ts';

const errnos: readonly Errno[] = ['EIO', 'ENOSPC', 'EACCES', 'ENOENT', 'ESTALE', 'EDQUOT', 'EROFS', 'ENAMETOOLONG'];
const atOnce = 3;
/** Which of two lanes takes a file is a matter of how fast the machine is at the moment. */
const mostRuns = 5;
const [, , extent, only = ''] = process.argv;

const cases: FaultCase[] = [];
const known = new Set<string>();
for (const way of ways) {
  const places = (await findPlaces(way)).filter((place) => !known.has(place) && place.includes(only));
  const calls = new Set<string>();
  for (const place of places) {
    const call = place.split(' ')[0] ?? '';
    if (extent === 'some' && calls.has(call)) continue;
    calls.add(call);
    const index = known.add(place).size;
    const tried = extent === 'all' ? errnos : [errnos[index % errnos.length] as Errno];
    cases.push(...tried.map((errno) => ({ place, errno, way })));
  }
}
const work = cases.values();
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (const one of work) process.stdout.write(`${JSON.stringify(await reachFault(one))}\n`);
  }),
);

/** Runs that never come to the place are no trial of it. */
async function reachFault(one: FaultCase): Promise<FaultResult> {
  let result = await tryFault(one);
  for (let run = 1; run < mostRuns && !result.isReached && result.problems.length === 0; run += 1)
    result = await tryFault(one);
  return result;
}
