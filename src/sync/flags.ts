/** What `longhaul sync` can be told. */
import { hereSettings } from '../model/transfer-settings.ts';
import { defineSettings, type Values } from '../runtime/settings.ts';

export const syncSettings = defineSettings({
  program: 'longhaul sync',
  summary:
    'Copies a folder (or one file) into a folder on this machine; run again, it copies what changed and resumes what was interrupted.',
  examples: [
    { command: 'longhaul sync /srv/data /mnt/backup/data', does: 'copies what is missing or differs' },
    {
      command: 'longhaul sync --delete-extras --bwlimit 50M /srv/data /mnt/mirror',
      does: 'keeps a mirror, at most 50 MiB a second',
    },
  ],
  arguments: [
    { placeholder: 'SOURCE', help: 'a folder, whose contents are copied, or a file' },
    { placeholder: 'DESTINATION', help: 'a folder; made when it is missing' },
  ],
  settings: {
    db: {
      type: 'string',
      placeholder: 'FILE',
      help: 'the backlog',
      shownDefault: 'in the state folder, named from the two paths',
    },
    log: {
      type: 'string',
      placeholder: 'FILE',
      help: 'the audit log',
      shownDefault: 'beside the backlog, .audit.jsonl',
    },
    ...hereSettings,
    dryRun: { type: 'boolean', help: 'scan and print the plan; change nothing' },
    json: { type: 'boolean', help: 'JSON Lines and nothing else on standard output' },
    quiet: { type: 'boolean', help: 'say nothing but errors' },
  },
});

export type SyncSettings = Values<typeof syncSettings.settings>;
