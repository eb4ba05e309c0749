/** `--from --to --dry-run`: what a transfer would do, as its nodes see it now. Several `--to` are looked at in turn. */
import { formatLocation, type Location } from '../../src/model/location.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { PlanAnswer } from '../../src/model/plan-request.ts';
import { planText } from '../../src/model/plan-text.ts';
import { transferOptionsFrom } from '../../src/model/transfer-settings.ts';
import { confirmUnderstood } from '../../src/model/transfer-wishes.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownMessage, shownName } from '../../src/runtime/names.ts';
import type { Action } from './action.ts';
import { print, printJson, say } from './output.ts';

/** As long as the hub itself waits. */
const timeoutMs = 24 * 3600 * 1000;

export const plan: Action = async ({ settings, order, hub, signal }) => {
  const { from: source, to, via, json } = settings;
  if (source === undefined) throw new Fault('usage', '--dry-run needs --from NAME:/PATH');
  const options = transferOptionsFrom(settings, order);
  confirmUnderstood({ options }, { who: 'the hub', wishes: hub.wishes });
  for (const destination of to) {
    if (!json) say(`looking at ${way(source, destination)}`);
    const answer = await hub.request(
      'plan-transfer',
      { source, destination, ...(via !== undefined && { via }), options },
      { signal, timeoutMs },
    );
    await (json ? tellScript(answer, { source, destination }) : tellPeople(answer));
  }
  return 0;
};

interface Places {
  readonly source: Location;
  readonly destination: Location;
}

async function tellScript({ plan: made, findings }: PlanAnswer, { source, destination }: Places): Promise<void> {
  const places = { from: formatLocation(source), to: formatLocation(destination) };
  await printJson(findings.map((finding) => ({ event: 'finding', ...places, ...finding })));
  await printJson([{ event: 'plan', ...places, ...made }]);
}

async function tellPeople({ plan: made, findings }: PlanAnswer): Promise<void> {
  for (const { finding, message } of findings) say(`note: ${shownMessage(message)} (${finding})`);
  const more = countFindings(made) - findings.length;
  if (more > 0) say(`note: and ${more} more, which the plan counts`);
  await print(`${planText(made)}\n`);
}

function countFindings({ findings }: Plan): number {
  return Object.values(findings).reduce((sum, count) => sum + count, 0);
}

function way(source: Location, destination: Location): string {
  return shownName(`${formatLocation(source)} -> ${formatLocation(destination)}`);
}
