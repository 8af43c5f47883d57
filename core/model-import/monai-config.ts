// Configurations of a MONAI bundle (docs.monai.io, "MONAI Bundle specification" and "Bundle config syntax"): JSON with
// references (@id#part). Expressions in Python ($…) are never run: what one of them would say has to be given or refused.

import { unsupportedImport } from './derivation.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One after the other, within the paths of others too; and lists of transforms within each other. */
const MAX_REFERENCES = 20;
/** References that one value may lead through in all: each part of a path may be one, and its parts again. */
const MAX_FOLLOWED = 1000;

/** True for what only Python can tell. */
export const isExpression = (value: Json | undefined): boolean => typeof value === 'string' && value.startsWith('$');

export interface MonaiConfig {
  /** `value` with references followed, itself and one level of a list; an expression stays as it is. */
  readonly resolve: (value: Json | undefined) => Json | undefined;
  readonly root: JsonObject;
}

export function createMonaiConfig(root: JsonObject): MonaiConfig {
  let followed = 0;
  const find = (path: string, depth: number): Json | undefined => {
    let at: Json | undefined = root;
    for (const part of path.split(/#|::/)) {
      at = follow(at, depth);
      at = Array.isArray(at) ? (at as readonly Json[])[Number(part)] : isObject(at) ? at[part] : undefined;
    }
    return at;
  };
  const follow = (value: Json | undefined, depth: number): Json | undefined => {
    if (typeof value !== 'string') return value;
    const reference = /^\$?@([\w#:.-]+)$/.exec(value)?.[1];
    if (reference === undefined) return value;
    if (depth > MAX_REFERENCES || ++followed > MAX_FOLLOWED) {
      throw unsupportedImport(
        'The references of the bundle lead to each other without end. Write out what they stand for.',
      );
    }
    return follow(find(reference, depth + 1), depth + 1);
  };
  const followNew = (value: Json | undefined): Json | undefined => {
    followed = 0;
    return follow(value, 0);
  };
  const resolve = (value: Json | undefined): Json | undefined => {
    const found = followNew(value);
    return Array.isArray(found) ? (found as readonly Json[]).map((item) => followNew(item) ?? null) : found;
  };
  return { resolve, root };
}

export interface MonaiStep {
  /** Without package, and without the d of transforms on dictionaries: ScaleIntensityRange. */
  readonly name: string;
  readonly get: (argument: string) => Json | undefined;
}

function toStep(config: MonaiConfig, value: JsonObject): MonaiStep {
  const target = String(value['_target_'] ?? '');
  const name = (target.split('.').at(-1) ?? '').replace(/(d|D|Dict)$/, '');
  return { name, get: (argument) => config.resolve(value[argument]) };
}

/** The enabled transforms of a section, a Compose, or a list. Throws `unsupported` where Python would make the list. */
export function readSteps(config: MonaiConfig, section: Json | undefined, where: string, depth = 0): MonaiStep[] {
  if (depth > MAX_REFERENCES) {
    throw unsupportedImport(
      `${where} of the bundle holds transforms within each other without end. Write them out as a list.`,
    );
  }
  const value = config.resolve(section);
  if (value === undefined || value === null) return [];
  if (isExpression(value)) {
    throw unsupportedImport(`${where} of the bundle is made by Python (${String(value)}). Write it out as a list.`);
  }
  if (isObject(value) && 'transforms' in value) {
    return readSteps(config, value['transforms'], where, depth + 1);
  }
  const items = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return items.flatMap((item) => {
    if (!isObject(item)) throw unsupportedImport(`${where} of the bundle holds something that is no transform.`);
    const disabled = config.resolve(item['_disabled_']);
    return disabled === true || disabled === 'true' ? [] : [toStep(config, item)];
  });
}

/** A number, or `otherwise` where nothing is said. Throws `unsupported` for anything else. */
export function numberOf(step: MonaiStep, argument: string, otherwise?: number): number {
  const value = step.get(argument);
  if (typeof value === 'number') return value;
  if ((value === undefined || value === null) && otherwise !== undefined) return otherwise;
  throw unsupportedImport(`${step.name} of the bundle has no plain number for ${argument}.`);
}

/** A list of `count` numbers; one number stands for all of them. */
export function numbersOf(step: MonaiStep, argument: string, count: number): number[] {
  const value = step.get(argument);
  const list = typeof value === 'number' ? Array.from({ length: count }, () => value) : value;
  if (!Array.isArray(list) || list.length !== count || list.some((n) => typeof n !== 'number')) {
    throw unsupportedImport(`${step.name} of the bundle has no ${count} plain numbers for ${argument}.`);
  }
  return list as number[];
}

/** A switch; for a list (one a key) its first. */
export function flagOf(step: MonaiStep, argument: string, otherwise = false): boolean {
  const value = step.get(argument);
  const first = Array.isArray(value) ? (value as readonly Json[])[0] : value;
  if (first === undefined || first === null) return otherwise;
  if (typeof first === 'boolean') return first;
  throw unsupportedImport(`${step.name} of the bundle has no plain yes or no for ${argument}.`);
}
