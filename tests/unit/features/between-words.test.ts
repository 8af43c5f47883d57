import { expect, it } from 'vitest';
import { betweenNames, clearanceWords } from '../../../renderer/features/print/between-words.ts';

it.each([
  ['apart', 'Root to Canal', '1.5 mm at least'],
  ['from-inside', 'Root inside Canal', 'Inside, 1.5 mm at least to the surface'],
  ['to-inside', 'Canal inside Root', 'Inside, 1.5 mm at least to the surface'],
  ['meeting', 'Root to Canal', 'They touch or overlap'],
] as const)('what lies between two solids is said as it is: %s', (relation, names, words) => {
  expect(betweenNames({ relation }, ['Root', 'Canal'])).toBe(names);
  expect(clearanceWords({ relation, minMm: 1.5 })).toBe(words);
});
