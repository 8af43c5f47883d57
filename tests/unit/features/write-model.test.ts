// What is said of the files of a model.
import { expect, it } from 'vitest';
import { bedWords } from '../../../renderer/features/print/write-model.ts';

it('files that lie as on the bed of a printer are said to, with the way back; those in the patient are not', () => {
  expect(bedWords(['Bone.stl', 'Bone-bed.json'])).toBe(
    'They lie as on the printer bed, not in the patient: Bone-bed.json leads back',
  );
  expect(bedWords(['Bone.3mf'])).toBe('');
});
