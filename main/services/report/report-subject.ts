import type { ReportModel } from '../../../core/report/index.ts';
import type { StoredVolume } from '../../store/records.ts';

const text = (value: string | undefined): string | null => value || null;

/** Whom and which images a report is about. */
export const reportSubject = (stored: StoredVolume): Pick<ReportModel, 'case' | 'series' | 'provenance'> => ({
  case: {
    patientName: stored.patient.name,
    patientId: stored.patient.id,
    birthDate: text(stored.patient.birthDate),
    sex: text(stored.patient.sex),
    studyDate: text(stored.header['StudyDate']),
    studyDescription: text(stored.header['StudyDescription']),
  },
  series: {
    description: stored.description,
    modality: stored.source === 'dicom' ? stored.modality : null,
    seriesInstanceUid: stored.seriesInstanceUid,
    gantryTiltDeg: stored.gantryTiltDeg,
  },
  provenance: [{ label: 'Input sha256', value: stored.inputSha256 }],
});
