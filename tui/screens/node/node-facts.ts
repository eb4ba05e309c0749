/** What is known of a node, a line each: how it is, and how it was told to be. What nobody knows has no line. */

import { skewText } from '../../../src/model/clock-skew.ts';
import { endsSoonMs } from '../../../src/model/member-list.ts';
import type { NodeDetail } from '../../../src/model/node-detail.ts';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import { nodeTroubles } from '../../../src/model/node-troubles.ts';
import { limitText, shownLimit } from '../../../src/model/rate-limit.ts';
import { shownMessage, shownName } from '../../../src/runtime/names.ts';
import { formatBytes, formatDuration, formatRate } from '../../../src/runtime/units.ts';
import { formatCount, formatFiles } from '../../format/count.ts';
import { shortDate } from '../../format/instant.ts';
import { nodeHealth } from '../../format/node-words.ts';
import type { Word } from '../../format/transfer-words.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import { endWord } from '../admin/admin-lists.ts';

export interface NodeFact {
  readonly label: string;
  readonly value: Word;
}

function line(label: string, text: string, role: Word['role'] = 'text'): NodeFact {
  return { label, value: { text, role } };
}

export function shownNode({ data, ui }: ConsoleState): NodeRecord | undefined {
  return data.nodes.find(({ name }) => name === ui.node.name);
}

export function shownDetail({ data, ui }: ConsoleState): NodeDetail | undefined {
  return data.node?.name === ui.node.name ? data.node?.detail : undefined;
}

export function healthFacts(state: ConsoleState, node: NodeRecord): readonly NodeFact[] {
  const now = hubNow(state);
  const { health, presence, since, version, latencyMs, clockSkewMs } = node;
  const isAway = presence === 'offline';
  const worst = nodeHealth(node, now);
  const others = nodeTroubles(node).slice(1);
  const asOf = isAway ? ' when it was last heard' : '';
  return [
    line('state', worst.reason === '' ? worst.text : `${worst.text}: ${shownMessage(worst.reason)}`, worst.role),
    ...others.map(({ word, isCritical, reason }) =>
      line('', `${word}: ${shownMessage(reason)}`, isCritical ? 'bad' : 'warn'),
    ),
    line(isAway ? 'away since' : 'attached', `${shortDate(since)}Z, for ${formatDuration((now - since) / 1000)}`),
    ...(health?.startedAt === undefined || isAway
      ? []
      : [line('runs since', `${shortDate(health.startedAt)}Z, for ${upText(node, now)}`)]),
    ...(latencyMs === undefined || isAway ? [] : [line('answers in', `${Math.round(latencyMs)} ms`)]),
    ...(clockSkewMs === undefined ? [] : [line('clock', skewText(clockSkewMs, "the hub's"))]),
    ...(health === undefined
      ? []
      : [
          line('processors', `${Math.round(health.cpu * 100)}% in use${asOf}`),
          line('memory', `${memoryText(health)}${asOf}`),
        ]),
    ...certificateFact(state, node, now),
    line('version', shownName(version ?? 'not said yet')),
  ];
}

/** By its own clock, which may not be ours. */
function upText({ health, clockSkewMs = 0 }: NodeRecord, now: number): string {
  return formatDuration(Math.max(0, now + clockSkewMs - (health?.startedAt ?? 0)) / 1000);
}

function memoryText({ memoryUsedBytes, memoryTotalBytes }: NonNullable<NodeRecord['health']>): string {
  return `${formatBytes(memoryUsedBytes)} of ${formatBytes(memoryTotalBytes)} in use`;
}

/** For admins, as in Admin. */
function certificateFact({ data }: ConsoleState, { name }: NodeRecord, now: number): readonly NodeFact[] {
  const members = data.lists.members?.kind === 'ready' ? data.lists.members.value.nodes : [];
  const found = members.find((member) => member.name === name);
  if (found === undefined) return [];
  const { text } = endWord(found.expiresAt, { now, soonMs: endsSoonMs.nodes });
  return [line('certificate', found.expiresAt <= now ? text : `ends ${text}; renewed by itself`)];
}

export function configFacts({ data }: ConsoleState, node: NodeRecord): readonly NodeFact[] {
  const { health, dataAddress, name } = node;
  const connections = data.lists.connections?.kind === 'ready' ? data.lists.connections.value : [];
  const opened = connections.filter(({ nodes }) => nodes.includes(name));
  const roots = (health?.roots ?? []).map(({ path, isReadOnly }, index) =>
    line(index === 0 ? 'roots' : '', `${shownName(path)}${isReadOnly ? '   read-only' : ''}`),
  );
  return [
    line('data port', shownName(dataAddress ?? 'none: it dials out only')),
    ...(health?.maxTransfers === undefined
      ? []
      : [line('transfers', `${health.maxTransfers} at once, and as many that come in`)]),
    ...(health?.startedAt === undefined ? [] : [line('limit', limitOf(health), 'text')]),
    ...roots,
    ...opened.map(({ name: connection, kind, endpoint }, index) =>
      line(index === 0 ? 'connections' : '', `${connection}   ${kind} ${shownName(endpoint)}`),
    ),
  ];
}

/** A node that says when it began says its limit as well, where it has one. */
function limitOf({ bwlimit }: NonNullable<NodeRecord['health']>): string {
  if (bwlimit === undefined) return 'none of its own';
  return typeof bwlimit === 'number' ? `${shownLimit(bwlimit)} in all` : limitText(bwlimit);
}

/** What all that it moves comes to. */
export function backlogText({ backlog, total }: NodeDetail): string {
  const { running, waiting, files, bytes, etaSeconds, etaRange } = backlog;
  if (total === 0) return 'no transfer that has not ended';
  const left = `${formatFiles(files)}, ${formatBytes(bytes)}`;
  return `${formatCount(running)} running, ${formatCount(waiting)} waiting, ${left}${etaWords(etaSeconds, etaRange)}`;
}

function etaWords(seconds: number | undefined, range: NodeDetail['backlog']['etaRange']): string {
  if (range !== undefined) {
    const from = formatDuration(range.fromSeconds);
    return range.toSeconds === undefined
      ? `; what runs: ${from} or more`
      : `; what runs: ${from} to ${formatDuration(range.toSeconds)}`;
  }
  return seconds === undefined ? '' : `; what runs: ${formatDuration(seconds)}`;
}

export function ratesText({ rateOut, rateIn, running, presence }: NodeRecord): string {
  if (presence === 'offline') return 'nothing is known of what it moves';
  return `${formatRate(rateOut)} out, ${formatRate(rateIn)} in, ${formatCount(running)} running`;
}
