// What a person chose, kept in the library as the window wrote it.

import type { WindowImplementation } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { Library, LibraryReader } from '../../store/index.ts';

export const createSettingsService = (
  reader: LibraryReader,
  writable: () => Library,
): WindowImplementation['settings'] => ({
  get: async ({ section }) => ({ json: reader.work.getSetting(section) }),
  put: async ({ section, json }) => {
    try {
      JSON.parse(json);
    } catch {
      throw new AppError('invalid-input', 'SETTING_NOT_JSON', 'A setting is not JSON and was not kept.');
    }
    writable().work.putSetting(section, json);
    return {};
  },
});
