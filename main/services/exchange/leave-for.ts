// Structures under the rules of a destination: which leave, how they are called and coloured there, and what is said of it.

import { type DestinationProfile, type LeavingStructure, leavingStructures } from '../../../core/destination/index.ts';
import type { SeriesWarning } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';

export interface LeavingOne<T> {
  readonly structure: T;
  readonly leaving: LeavingStructure;
}

/** Without those that the profile leaves out; it may be all. `colourOf`: `#rrggbb`. */
export function leaveFor<T>(
  structures: readonly T[],
  profile: DestinationProfile,
  of: (structure: T) => { readonly name: string; readonly color: string; readonly interpretedType: string },
): { readonly leaving: readonly LeavingOne<T>[]; readonly notes: readonly SeriesWarning[] } {
  const here = structures.map(of);
  const all = leavingStructures(here, profile).map((leaving, at) => ({
    structure: structures[at] as T,
    leaving,
    name: here[at]?.name ?? '',
  }));
  const leaving = all.filter((one) => !one.leaving.isLeftOut);
  const renamed = leaving
    .filter((one) => one.leaving.name !== one.name)
    .map((one) => `${one.name} as ${one.leaving.name}`);
  const leftOut = all.filter((one) => one.leaving.isLeftOut).map(({ name }) => name);
  const note = (code: string, what: string, names: readonly string[]): SeriesWarning[] =>
    names.length === 0 ? [] : [{ code, message: `${profile.title}: ${what}${names.join(', ')}.` }];
  return {
    leaving,
    notes: [...note('EXPORT_NAME_CHANGED', '', renamed), ...note('EXPORT_LEFT_OUT', 'left out ', leftOut)],
  };
}

/** What to throw where a profile leaves nothing to write. */
export const leavesNothing = ({ title }: DestinationProfile): AppError =>
  new AppError(
    'invalid-input',
    'EXPORT_PROFILE_EMPTY',
    `The profile ${title} leaves out every structure that was chosen, so nothing was written. Choose others, or another profile.`,
  );
