import { type Check, type Finding, finding } from './finding.ts';
import { isTg263, suggestTg263 } from './names.ts';

export const checkName: Check = {
  id: 'name',
  title: 'Names are TG-263, each once',
  formula: 'Spelled as in AAPM TG-263, and not twice within a set.',
  run: ({ model }) => {
    const known = new Set<string>();
    return model.structures().flatMap(({ id, groupId, name }): Finding[] => {
      const key = `${groupId}|${name.toLowerCase()}`;
      if (known.has(key)) {
        return [
          finding('name', id, 'double', {
            severity: 'warning',
            title: `${name} is there twice`,
            text: 'Two structures of one set have this name.',
            act: { label: 'Rename', commandId: 'structure.rename', args: id },
          }),
        ];
      }
      known.add(key);
      if (isTg263(name)) return [];
      const suggestion = suggestTg263(name);
      return [
        finding('name', id, null, {
          severity: 'warning',
          title: `${name} is not a TG-263 name`,
          text: suggestion === null ? 'No name comes near.' : `Suggested: ${suggestion}`,
          act: {
            label: 'Rename',
            commandId: 'structure.rename',
            args: suggestion === null ? id : JSON.stringify({ id, name: suggestion }),
          },
        }),
      ];
    });
  },
};
