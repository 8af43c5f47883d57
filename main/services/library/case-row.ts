import type { CaseRow, SeriesRow, StructureSetRow } from '../../../core/contract/index.ts';
import type { CaseSummary, SeriesSummary, StructureSetSummary } from '../../store/records.ts';

const toSeriesRow = ({ volumeId: _volumeId, source: _source, ...row }: SeriesSummary): SeriesRow => row;

const toSetRow = ({ volumeId: _volumeId, reviewed: _reviewed, ...row }: StructureSetSummary): StructureSetRow => row;

/** A case of the library as the contract shows it. */
export const toCaseRow = ({
  caseId,
  patientId,
  patientName,
  label,
  series,
  structureSets,
  objects,
}: CaseSummary): CaseRow => ({
  caseId,
  patientId,
  patientName,
  label,
  series: series.map(toSeriesRow),
  structureSets: structureSets.map(toSetRow),
  objects,
});
