// Templates of constraints: those that ship with Limner, and a person's own.

import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { type ConstraintTemplate, readConstraintTemplate } from '../../../core/dose/index.ts';
import { AppError } from '../../../core/error/index.ts';
import openkbp from '../../../resources/dose-constraints/openkbp-head-neck.json' with { type: 'json' };
import quantec from '../../../resources/dose-constraints/quantec-head-neck.json' with { type: 'json' };
import { mapNodeError, withNodeErrors } from '../../platform/node-error.ts';

const SHIPPED: Readonly<Record<string, unknown>> = {
  'quantec-head-neck': quantec,
  'openkbp-head-neck': openkbp,
};

export const TEMPLATE_NAMES: readonly string[] = Object.keys(SHIPPED);

const MAX_BYTES = 2 ** 20;

/** A template by its name. Throws `not-found` DOSE_TEMPLATE with the names that there are. */
export function shippedTemplate(name: string): ConstraintTemplate {
  const json = Object.hasOwn(SHIPPED, name) ? SHIPPED[name] : undefined;
  if (json === undefined) {
    throw new AppError(
      'not-found',
      'DOSE_TEMPLATE',
      `There is no constraint template '${name}'. There are ${TEMPLATE_NAMES.join(', ')}; or name a JSON file.`,
    );
  }
  return readConstraintTemplate(json);
}

const isSameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** A file that bears the name of a shipped template and says something else would be taken for that. */
function notShipped(template: ConstraintTemplate): ConstraintTemplate {
  const shipped = TEMPLATE_NAMES.map(shippedTemplate).find(({ name }) => isSameName(name, template.name));
  if (shipped === undefined || isDeepStrictEqual(shipped, template)) return template;
  throw new AppError(
    'invalid-input',
    'DOSE_CONSTRAINTS',
    `The constraint template cannot be used: "${shipped.name}" is the name of one that comes with Limner and says something else. Give yours another name.`,
  );
}

/** A template of a person's own. Throws `invalid-input` DOSE_CONSTRAINTS, also for another one under the name of a shipped
 * template. */
export async function readTemplateFile(path: string): Promise<ConstraintTemplate> {
  const { size } = withNodeErrors(`Reading ${path}`, () => statSync(path));
  const fault = (why: string) =>
    new AppError('invalid-input', 'DOSE_CONSTRAINTS', `The constraint template ${path} cannot be used: ${why}.`);
  if (size > MAX_BYTES) throw fault('it is larger than 1 MiB');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw mapNodeError(error, `Reading ${path}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fault('it is not JSON');
  }
  return notShipped(readConstraintTemplate(json));
}
