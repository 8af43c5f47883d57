import { initial } from './0010-initial.ts';
import { objects } from './0020-objects.ts';
import { frames } from './0030-frames.ts';
import { summaries } from './0040-summaries.ts';
import { window } from './0050-window.ts';
import { listRows } from './0060-list-rows.ts';
import { keeping } from './0070-keeping.ts';
import { printing } from './0080-printing.ts';
import { setLinks } from './0090-set-links.ts';
import { printSetup } from './0100-print-setup.ts';
import { doseWords } from './0110-dose-words.ts';
import { setsLaid } from './0120-sets-laid.ts';
import type { Migration } from './migration.ts';

export type { Migration } from './migration.ts';

/** Every step from an empty database to the present one, in order. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  objects,
  frames,
  summaries,
  window,
  listRows,
  keeping,
  printing,
  setLinks,
  printSetup,
  doseWords,
  setsLaid,
];
