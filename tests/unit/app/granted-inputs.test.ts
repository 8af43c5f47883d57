// A page that goes astray must not name a path: every field of the contract that holds one is resolved as a grant.

import { expect, it } from 'vitest';
import type * as z from 'zod';
import { contract, GrantedPath } from '../../../core/contract/index.ts';
import { PATH_FIELDS } from '../../../main/app/granted-inputs.ts';

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

/** Names of fields, wherever they stand, whose value is a granted path. */
function pathFields(schema: z.ZodType, field: string, found: Set<string>): Set<string> {
  if (schema === GrantedPath) return found.add(field);
  const { innerType, element, options = [], shape = {} } = schema.def as unknown as Definition;
  for (const inner of [innerType, element, ...options]) if (inner) pathFields(inner, field, found);
  for (const [name, inner] of Object.entries(shape)) pathFields(inner, name, found);
  return found;
}

it('knows every field of the contract that holds a path', () => {
  const found = new Set<string>();
  for (const service of Object.values(contract)) {
    for (const method of Object.values(service)) pathFields(method.input, '', found);
  }
  expect(found.size).toBeGreaterThan(10);
  expect([...found].filter((field) => !PATH_FIELDS.has(field))).toEqual([]);
});
