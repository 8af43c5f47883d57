import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, SETTINGS_SECTIONS, sectionFromJson } from '../../../renderer/state/settings-state.ts';

describe('kept settings', () => {
  it('come back as they were put', () => {
    for (const section of SETTINGS_SECTIONS) {
      expect(sectionFromJson(section, JSON.stringify(DEFAULT_SETTINGS[section]))).toEqual(DEFAULT_SETTINGS[section]);
    }
    const display = { ...DEFAULT_SETTINGS.display, sizePercent: 150, motion: 'reduced' as const };
    expect(sectionFromJson('display', JSON.stringify(display))).toEqual(display);
  });

  it.each([null, '', '{', '[]', '"x"', 'null', '7'])('fall back as a whole for %s', (json) =>
    expect(sectionFromJson('keys', json)).toEqual(DEFAULT_SETTINGS.keys),
  );

  it('fall back field by field: another version, or a hand in the file, takes nothing else away', () => {
    const json = JSON.stringify({ sizePercent: 900, motion: 'reduced', fillOpacity: '30', isNew: true });
    expect(sectionFromJson('display', json)).toEqual({ ...DEFAULT_SETTINGS.display, motion: 'reduced' });
    const structures = { aliases: [{ alias: 'Kanal', name: 'SpinalCanal' }], colors: { Heart: 'red' } };
    expect(sectionFromJson('structures', JSON.stringify(structures))).toEqual({
      ...DEFAULT_SETTINGS.structures,
      aliases: structures.aliases,
    });
  });
});
