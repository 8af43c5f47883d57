// What a name brings with it.

import { findTg263, interpretedTypeOf } from '../../core/terminology/index.ts';

/** A name's codes, as TG-263 has them. */
export const codesOfName = (name: string) => ({
  interpretedType: interpretedTypeOf(name),
  fmaCode: findTg263(name)?.fmaId ?? null,
});
