import { describe, expect, it } from 'vitest';
import { decodeOperation, encodeOperation } from '../../../core/edit/index.ts';
import {
  type FormValues,
  initialValues,
  OPERATION_FORMS,
  type OperationForm,
} from '../../../renderer/features/operations/operation-forms.ts';

const formOf = (id: string) => OPERATION_FORMS.find((form) => form.id === id) as OperationForm;
const AT = [12.34, -5, 60] as const;
const made = (id: string, values: FormValues = {}) => {
  const form = formOf(id);
  return form.toOperation({ ...initialValues(form), ...values }, AT);
};

describe('the forms of structure work', () => {
  it.each(OPERATION_FORMS.map((form) => [form.id, form] as const))('%s starts with values that work', (_id, form) => {
    const values = initialValues(form);
    for (const input of form.inputs) {
      if (input.kind === 'number') {
        expect(input.value).toBeGreaterThanOrEqual(input.min);
        expect(input.value).toBeLessThanOrEqual(input.max);
      }
      if (input.kind === 'choice') expect(input.options.map(({ value }) => value)).toContain(input.value);
    }
    expect(values['isNew']).toBe(form.makesNew !== 'never');
    const operation = form.toOperation(values, AT);
    expect(decodeOperation(encodeOperation(operation))).not.toBeNull();
  });

  it('ask for every choice that they offer', () => {
    for (const form of OPERATION_FORMS) {
      for (const input of form.inputs) {
        if (input.kind !== 'choice') continue;
        const texts = input.options.map(({ value }) =>
          encodeOperation(form.toOperation({ ...initialValues(form), [input.id]: value }, AT)),
        );
        expect(new Set(texts).size, `${form.id} ${input.id}`).toBe(input.options.length);
      }
    }
  });

  it('make of their values what they say', () => {
    expect(made('margin', { left: 3, superior: 8 })).toEqual({
      kind: 'expand',
      margin: { left: 3, right: 5, anterior: 5, posterior: 5, superior: 8, inferior: 5 },
    });
    expect(made('margin', { direction: 'shrink' }).kind).toBe('shrink');
    expect(made('boolean', { operation: 'difference' })).toEqual({ kind: 'boolean', operation: 'difference' });
    expect(made('fillHoles')).toEqual({ kind: 'fillHoles', extent: 'planes' });
    expect(made('islands')).toEqual({ kind: 'keepLargest' });
    expect(made('islands', { keep: 'over', limitMl: 0.5 })).toEqual({ kind: 'removeIslands', limitMl: 0.5 });
    expect(made('crop', { distanceMm: 3 })).toEqual({ kind: 'cropAway', distanceMm: 3 });
    expect(made('mirror')).toEqual({ kind: 'mirror', xLps: 12.34 });
    expect(made('split')).toEqual({ kind: 'split', axis: 2, atLps: 60, side: 'front' });
    expect(made('split', { axis: '1', side: 'behind' })).toEqual({ kind: 'split', axis: 1, atLps: -5, side: 'behind' });
  });

  it('name what they make', () => {
    const name = (id: string, own: string, values: FormValues = {}) =>
      formOf(id).newName(own, { ...initialValues(formOf(id)), ...values });
    expect(name('margin', 'SpinalCord')).toBe('SpinalCord_PRV05');
    expect(name('margin', 'Parotid_L', { left: 3 })).toBe('Parotid_PRV03_L');
    expect(name('margin', 'SpinalCord', { direction: 'shrink', left: 12 })).toBe('SpinalCord-12');
    expect(['Parotid_L', 'Parotid_R', 'Larynx', 'Lens_LR'].map((own) => name('mirror', own))).toEqual([
      'Parotid_R',
      'Parotid_L',
      'Larynx_Mirror',
      'Lens_LR_Mirror',
    ]);
    expect(name('boolean', 'PTV')).toBe('PTV_Bool');
  });
});
