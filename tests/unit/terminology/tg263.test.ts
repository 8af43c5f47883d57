import { describe, expect, it } from 'vitest';
import { findTg263, interpretedTypeOf, tg263Names } from '../../../core/terminology/index.ts';

describe('TG-263 names', () => {
  it('has every name of the table, and the codes it gives', () => {
    const names = tg263Names();
    expect(names.length).toBe(709);
    expect(names.filter((name) => findTg263(name)?.fmaId != null).length).toBe(594);
    expect(names.every((name) => name === name.trim())).toBe(true);
  });

  it('gives the codes of the structures that the bundled models draw', () => {
    const codes = ['Brainstem', 'SpinalCord', 'Parotid_R', 'Parotid_L', 'Bone_Mandible'].map(
      (n) => findTg263(n)?.fmaId,
    );
    expect(codes).toEqual(['79876', '7647', '59797', '59798', '52748']);
    expect(findTg263('Parotid_L')?.description).toBe('Parotid Left');
  });

  it('has no code where the source has none, and no entry for other spellings', () => {
    expect(findTg263('External')).toMatchObject({ fmaId: null, category: 'Body' });
    expect(findTg263('Parotid-Lt')).toBeNull();
    expect(findTg263('brainstem')).toBeNull();
  });

  it('fills the numbers of a margin', () => {
    expect(findTg263('SpinalCord_PRV05')?.name).toBe('SpinalCord_PRVxx');
    expect(findTg263('SpinalCord_PRV5')).toBeNull();
  });

  it('implies the interpreted type', () => {
    const types = ['Parotid_L', 'External', 'PTV_7000', 'GTVp', 'SpinalCord_PRV05', 'Bolus_10mm', 'Something'].map(
      interpretedTypeOf,
    );
    expect(types).toEqual(['ORGAN', 'EXTERNAL', 'PTV', 'GTV', 'AVOIDANCE', 'BOLUS', '']);
  });
});
