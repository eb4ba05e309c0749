/** What lies in the hub's data folder. */
import { join } from 'node:path';

export const databaseFile = (dataFolder: string): string => join(dataFolder, 'hub.db');

/** The certificate authority and the key that grants are signed with. */
export const authorityFile = (dataFolder: string): string => join(dataFolder, 'authority.json');

/** The admin's profile, for scripts of whoever may read this folder. */
export const adminProfileFile = (dataFolder: string): string => join(dataFolder, 'admin.json');

/** The hub's newest log lines. */
export const logFolder = (dataFolder: string): string => join(dataFolder, 'log');
