/**
 * The one place that loads ink-table. It is CommonJS and requires `ink`, which cannot be required because it waits at its
 * top level; so `ink`, imported here already, is put where the requirement looks first. The bundle replaces this module's
 * loading with a plain import (scripts/bundle-console.mjs).
 */
import { createRequire } from 'node:module';
import * as ink from 'ink';
import type { ComponentType, ReactNode } from 'react';

/** The parts of ink-table that are used, with hand-written types: its own are of React 16. */
export interface InkTableProps {
  readonly data: readonly Readonly<Record<string, string>>[];
  readonly header: ComponentType<{ readonly children?: ReactNode }>;
  readonly cell: ComponentType<{ readonly column: number; readonly children?: ReactNode }>;
  readonly skeleton: ComponentType<{ readonly children?: ReactNode }>;
}

const require = createRequire(import.meta.url);
const id = require.resolve('ink');
require.cache[id] ??= {
  id,
  filename: id,
  loaded: true,
  exports: ink,
  children: [],
  paths: [],
} as unknown as NodeJS.Module;

export const InkTable = (require('ink-table') as { default: ComponentType<InkTableProps> }).default;
