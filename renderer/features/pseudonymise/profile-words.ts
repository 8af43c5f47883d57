// The options of PS3.15 in the words of those who give studies away.

import type { CONFIDENTIALITY_OPTIONS } from '../../../core/contract/index.ts';

export type ConfidentialityOption = (typeof CONFIDENTIALITY_OPTIONS)[number];

export interface KeptChoice {
  readonly option: ConfidentialityOption;
  readonly label: string;
  /** What it costs, in a few words. */
  readonly note: string;
}

/** Beside dates, which are one choice of three. */
export const KEPT_CHOICES: readonly KeptChoice[] = [
  {
    option: 'clean-descriptors',
    label: 'Descriptions and structure names, cleaned',
    note: 'Words that are known to name nobody stay.',
  },
  {
    option: 'patient-characteristics',
    label: 'Age, sex, size and weight',
    note: 'With rare ones, somebody may be recognised.',
  },
  { option: 'device-identity', label: 'Which scanner it was', note: 'Serial numbers lead to a department.' },
  { option: 'institution', label: 'Institution', note: '' },
  { option: 'clean-structured', label: 'Structured reports, cleaned', note: '' },
  { option: 'uids', label: 'UIDs as they are', note: 'Whoever has the study finds it again by them.' },
];

export type DateChoice = 'none' | 'modified-dates' | 'full-dates';

export const DATE_CHOICES: readonly { readonly value: DateChoice; readonly label: string }[] = [
  { value: 'none', label: 'Left out' },
  { value: 'modified-dates', label: 'Moved by one number of days a patient' },
  { value: 'full-dates', label: 'As they are' },
];

/** The options that follow from what was ticked. */
export const optionsOf = (kept: ReadonlySet<ConfidentialityOption>, dates: DateChoice): ConfidentialityOption[] => [
  ...KEPT_CHOICES.map(({ option }) => option).filter((option) => kept.has(option)),
  ...(dates === 'none' ? [] : [dates]),
];
