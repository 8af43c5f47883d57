import { type Check, finding } from './finding.ts';
import { listed } from './words.ts';

export const checkDerived: Check = {
  id: 'derived',
  title: 'What is derived is up to date',
  formula: 'The contents of every source are those that the structure was made from.',
  run: ({ model }) => {
    const byId = new Map(model.structures().map((structure) => [structure.id, structure]));
    return model.structures().flatMap(({ id, name, derivedFrom }) => {
      const changed = (derivedFrom?.sources ?? []).filter(
        ({ structureId, contentRev }) => byId.get(structureId)?.contentRev !== contentRev,
      );
      if (changed.length === 0) return [];
      const gone = changed.some(({ structureId }) => !byId.has(structureId));
      const sources = changed.flatMap(({ structureId }) => byId.get(structureId) ?? []);
      const when = sources.map(({ changedAt }) => changedAt).find((at) => at !== null);
      return [
        finding('derived', id, null, {
          severity: 'warning',
          title: `${name} is out of date`,
          text: gone
            ? 'What it was made from is deleted.'
            : `${listed(sources.map((source) => source.name))} changed${when ? ` at ${when}` : ''}.`,
          act: gone
            ? { label: 'Show', commandId: 'finding.show', args: `derived:${id}` }
            : { label: 'Update', commandId: 'operation.update', args: id },
        }),
      ];
    });
  },
};
