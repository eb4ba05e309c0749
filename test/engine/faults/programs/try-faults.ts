/**
 * `node --import ./failing-libc.ts programs/try-faults.ts one|all`: finds every place that calls libc and lets each fail, with one
 * system code in turn or with all of them. One JSON line a result.
 */
import { type Errno, findPlaces, tryFault } from '../one-fault.ts';

const errnos: readonly Errno[] = ['EIO', 'ENOSPC', 'EACCES', 'ENOENT', 'ESTALE', 'EDQUOT', 'EROFS', 'ENAMETOOLONG'];
const atOnce = 3;

const places = await findPlaces();
const wanted =
  (process.argv[3] ?? '') === '' ? places : places.filter((place) => place.includes(process.argv[3] ?? ''));
const cases = wanted.flatMap((place, index) =>
  process.argv[2] === 'all'
    ? errnos.map((errno) => ({ place, errno }))
    : [{ place, errno: errnos[index % errnos.length] as Errno }],
);
const work = cases.values();
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (const { place, errno } of work) {
      process.stdout.write(`${JSON.stringify(await tryFault(place, errno))}\n`);
    }
  }),
);
