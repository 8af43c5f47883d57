// What a person chose for this library, by section as the settings service keeps it. Text that makes no sense, or comes
// from another version, falls back field by field.

import * as z from 'zod';
import type { StructureTemplate } from '../../core/edit/index.ts';
import type { SiteAlias } from '../../core/terminology/index.ts';
import type { Layout } from './view-state.ts';

export const SMALLEST_SIZE_PERCENT = 90;
export const LARGEST_SIZE_PERCENT = 175;

const LAYOUTS = ['one', 'one-three', 'two-by-two', '3d-large'] as const satisfies readonly Layout[];
const Name = z.string().trim().min(1).max(64);

const SECTIONS = {
  general: z.object({
    /** Of a case that is opened for the first time. */
    layout: z.enum(LAYOUTS).catch('one-three'),
    /** An import that brought exactly one case opens it. */
    opensImported: z.boolean().catch(false),
    /** Results of work that is out of sight are told once. */
    tellsResults: z.boolean().catch(true),
  }),
  display: z.object({
    /** null: as large as the system says. */
    sizePercent: z.number().min(SMALLEST_SIZE_PERCENT).max(LARGEST_SIZE_PERCENT).nullable().catch(null),
    motion: z.enum(['system', 'reduced']).catch('system'),
    /** Of a case that is opened for the first time, percent. */
    fillOpacity: z.number().min(0).max(100).catch(10),
    isInterpolated: z.boolean().catch(true),
  }),
  keys: z.object({
    rightDrag: z.enum(['window', 'zoom']).catch('window'),
    /** Keys by command, where they are not the ones that Limner comes with; none: the command has no key. */
    own: z.record(z.string(), z.array(z.string().min(1).max(40)).max(4)).catch({}),
  }),
  structures: z.object({
    aliases: z
      .array(z.object({ alias: Name, name: Name }))
      .max(1000)
      .catch([]),
    templates: z
      .array(z.object({ id: z.string().min(1).max(64), label: Name, names: z.array(Name).min(1).max(200) }))
      .max(100)
      .catch([]),
    /** `#rrggbb` by name. */
    colors: z.record(Name, z.string().regex(/^#[0-9a-fA-F]{6}$/)).catch({}),
  }),
};

export interface Settings {
  readonly general: {
    readonly layout: Layout;
    readonly opensImported: boolean;
    readonly tellsResults: boolean;
  };
  readonly display: {
    readonly sizePercent: number | null;
    readonly motion: 'system' | 'reduced';
    readonly fillOpacity: number;
    readonly isInterpolated: boolean;
  };
  readonly keys: {
    readonly rightDrag: 'window' | 'zoom';
    readonly own: Readonly<Record<string, readonly string[]>>;
  };
  readonly structures: {
    readonly aliases: readonly SiteAlias[];
    readonly templates: readonly StructureTemplate[];
    readonly colors: Readonly<Record<string, string>>;
  };
}

export type SettingsSection = keyof Settings;

export const SETTINGS_SECTIONS = Object.keys(SECTIONS) as readonly SettingsSection[];

const parsed = <S extends SettingsSection>(section: S, value: unknown): Settings[S] =>
  SECTIONS[section].parse(value) as Settings[S];

export const DEFAULT_SETTINGS: Settings = {
  general: parsed('general', {}),
  display: parsed('display', {}),
  keys: parsed('keys', {}),
  structures: parsed('structures', {}),
};

export function sectionFromJson<S extends SettingsSection>(section: S, json: string | null): Settings[S] {
  if (json === null) return DEFAULT_SETTINGS[section];
  try {
    const value: unknown = JSON.parse(json);
    return parsed(section, typeof value === 'object' && value !== null ? value : {});
  } catch {
    return DEFAULT_SETTINGS[section];
  }
}
