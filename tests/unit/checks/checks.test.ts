import { describe, expect, it } from 'vitest';
import { createCaseModel, runChecks } from '../../../core/checks/index.ts';
import {
  ball,
  caseOf,
  checkedRecord,
  type DrawnRule,
  findingsOf,
  HEAD,
  NO_RANGES,
} from '../../support/checked-case.ts';

const box =
  (i0: number, i1: number, j0: number, j1: number, k0: number, k1: number) => (i: number, j: number, k: number) =>
    i >= i0 && i < i1 && j >= j0 && j < j1 && k >= k0 && k < k1;

const BRAINSTEM: DrawnRule = { name: 'Brainstem', isIn: ball(60, 50, 20, 14) };

const said = (rules: readonly DrawnRule[]) =>
  findingsOf(rules).map(({ severity, title, text }) => `${severity}: ${title} / ${text}`);

describe('checks of a set of structures', () => {
  it('say nothing of an organ as it should be', () => {
    expect(said([BRAINSTEM])).toEqual([]);
  });

  it('name the slices that are missing and offer to fill them', () => {
    const whole = ball(60, 50, 20, 14);
    const rule: DrawnRule = { name: 'Brainstem', isIn: (i, j, k) => whole(i, j, k) && k !== 20 && k !== 21 };
    const [finding] = findingsOf([rule]);
    expect(finding).toMatchObject({
      id: 'gap:Brainstem:20',
      severity: 'warning',
      title: 'Brainstem is missing slices 21–22',
      text: 'A gap of 6.0 mm between what is drawn.',
      k: 20,
      ijk: [60, 50, 20],
      act: { label: 'Fill', commandId: 'operation.fillBetween', args: 'Brainstem' },
    });
  });

  it('find what is empty or tiny', () => {
    const model = createCaseModel(HEAD);
    model.setStructures([checkedRecord('Larynx')]);
    expect(runChecks(model, NO_RANGES)).toMatchObject([{ title: 'Larynx is empty', text: 'Nothing is drawn.' }]);
    expect(said([{ name: 'Larynx', isIn: box(50, 53, 50, 53, 10, 12) }])).toEqual([
      'warning: Larynx is tiny / 0.04 ml in all.',
    ]);
  });

  it('find left and right swapped, by the midline and by the partner', () => {
    // i grows to the patient's left: a parotid at i = 20 is the right one.
    const rules: DrawnRule[] = [
      BRAINSTEM,
      { name: 'Parotid_L', isIn: ball(20, 50, 20, 10) },
      { name: 'Parotid_R', isIn: ball(100, 50, 20, 10) },
    ];
    expect(said(rules)).toEqual([
      "warning: Parotid_L and Parotid_R are swapped / 40.0 mm to the patient's right of the midline.",
      "warning: Parotid_R and Parotid_L are swapped / 40.0 mm to the patient's left of the midline.",
    ]);
    expect(said([BRAINSTEM, { name: 'Parotid_L', isIn: ball(20, 50, 20, 10) }])).toEqual([
      "warning: Parotid_L lies on the right / 40.0 mm to the patient's right of the midline.",
    ]);
  });

  it('find organs that share voxels they cannot share, but not organs and targets', () => {
    const mandible: DrawnRule = { name: 'Bone_Mandible', isIn: ball(60, 50, 25, 12) };
    expect(said([BRAINSTEM, mandible])).toEqual([
      expect.stringMatching(/^warning: Brainstem overlaps Bone_Mandible \/ \d\.\d ml shared, most on slice \d\d\.$/),
    ]);
    expect(said([BRAINSTEM, { name: 'PTV_7000', isIn: ball(60, 50, 25, 12) }])).toEqual([]);
  });

  it('find what leaves the body', () => {
    const rules: DrawnRule[] = [
      { name: 'External', isIn: box(10, 60, 10, 90, 0, 40), record: { interpretedType: 'EXTERNAL' } },
      BRAINSTEM,
    ];
    expect(said(rules)[0]).toMatch(/^warning: Brainstem leaves External \/ \d\.\d ml outside \(\d\d %\)/);
  });

  it('find islands and holes', () => {
    const whole = ball(60, 50, 20, 14);
    const island = ball(90, 50, 20, 5);
    const hole = ball(60, 50, 20, 5);
    const isIn = (i: number, j: number, k: number) => (whole(i, j, k) && !hole(i, j, k)) || island(i, j, k);
    expect(said([{ name: 'Brainstem', isIn }])).toEqual([
      // A ball of 5 mm holds 0.52 ml; its voxels 0.55 ml.
      'warning: Brainstem has holes / 0.55 ml on 5 slices.',
      'warning: Brainstem has 1 island / 0.55 ml apart from the largest piece.',
    ]);
  });

  it('find what the image cuts, where an organ does not go on beyond it', () => {
    const atTop = box(50, 70, 40, 60, 30, 40);
    expect(said([{ name: 'Brainstem', isIn: atTop }])).toContain(
      'warning: Brainstem is cut by the image / It is still there on the last slice of the image.',
    );
    expect(said([{ name: 'SpinalCord', isIn: box(55, 65, 45, 55, 0, 40) }])).toEqual([]);
    expect(said([{ name: 'Parotid_L', isIn: box(100, 120, 40, 60, 10, 20) }])).toContain(
      'warning: Parotid_L is cut by the image / It reaches the edge of the picture on 10 slices.',
    );
  });

  it('find blunt ends, in the words of the design', () => {
    const findings = findingsOf([{ name: 'Esophagus', isIn: box(50, 65, 45, 60, 4, 38) }]);
    expect(findings).toMatchObject([
      { severity: 'note', title: 'Esophagus ends bluntly', text: '2.3 cm² on its first slice, 5.', k: 4 },
      { severity: 'note', title: 'Esophagus ends bluntly', text: '2.3 cm² on its last slice, 38.', k: 37 },
    ]);
    expect(said([{ name: 'Parotid_L', isIn: box(80, 95, 45, 60, 4, 12) }])).toHaveLength(2);
  });

  it('find names that are not of TG-263 and suggest one, and names that are there twice', () => {
    expect(findingsOf([{ name: 'PTV70', isIn: ball(60, 50, 20, 14) }])).toMatchObject([
      {
        title: 'PTV70 is not a TG-263 name',
        text: 'Suggested: PTV_7000',
        act: { label: 'Rename', commandId: 'structure.rename', args: '{"id":"PTV70","name":"PTV_7000"}' },
      },
    ]);
    const twice: DrawnRule = { ...BRAINSTEM, record: { id: 'other', name: 'Brainstem' } };
    const model = caseOf([BRAINSTEM]);
    model.setStructures([checkedRecord('Brainstem'), checkedRecord('Brainstem', twice.record ?? {})]);
    expect(runChecks(model, NO_RANGES).map(({ id }) => id)).toEqual(['empty:other', 'name:other:double']);
  });

  it('find what is derived from something that has changed since', () => {
    const prv: DrawnRule = {
      name: 'SpinalCord_PRV05',
      isIn: box(50, 70, 40, 60, 0, 40),
      record: { derivedFrom: { operation: 'margin', sources: [{ structureId: 'SpinalCord', contentRev: 1 }] } },
    };
    const cord: DrawnRule = {
      name: 'SpinalCord',
      isIn: box(55, 65, 45, 55, 0, 40),
      record: { contentRev: 2, changedAt: '09:38' },
    };
    expect(findingsOf([cord, prv])).toMatchObject([
      {
        title: 'SpinalCord_PRV05 is out of date',
        text: 'SpinalCord changed at 09:38.',
        act: { label: 'Update', commandId: 'operation.update', args: 'SpinalCord_PRV05' },
      },
    ]);
  });

  it('count slices that nobody has seen, once for all structures', () => {
    const unseen = { review: { isReviewed: false, at: null, reason: null, slices: [] }, seen: [14, 15, 16] };
    expect(said([{ ...BRAINSTEM, record: unseen }])).toEqual(['note: 12 slices have not been shown / Of Brainstem.']);
  });

  it('block for a set of another patient or frame, before everything else', () => {
    const model = caseOf([{ ...BRAINSTEM, name: 'Stem70' }]);
    model.setWarnings([{ code: 'ROI_OTHER_FRAME', message: 'Cord lies in another frame of reference.' }]);
    expect(runChecks(model, NO_RANGES).map(({ severity, title }) => `${severity}: ${title}`)).toEqual([
      'blocks: A set is in another frame of reference',
      'warning: Stem70 is not a TG-263 name',
    ]);
  });
});
