import type { RtstructEquipment, RtstructImage } from '../../core/dicom/index.ts';
import type { WrittenSeries } from './ct-writer.ts';

export const APPLICATION: RtstructEquipment = {
  manufacturer: 'Limner',
  modelName: 'Limner',
  softwareVersion: '0.0.0-test',
  description: 'Contouring workstation',
};

/** What an import of the series would have found. */
export const imageOfSeries = (series: WrittenSeries): RtstructImage => ({
  patient: { id: series.patientId, issuer: '', name: series.patientName, birthDate: '', sex: 'O' },
  header: { StudyDate: '20260102', StudyTime: '101112', StudyID: '1', StudyDescription: 'Phantom' },
  studyInstanceUid: series.studyInstanceUid,
  seriesInstanceUid: series.seriesInstanceUid,
  frameOfReferenceUid: series.frameOfReferenceUid,
  sopClassUid: series.sopClassUid,
  sopInstanceUids: series.sopInstanceUids,
});

/** A series that no file stands behind, for tests that write only the structure set. */
export const inventedImage = (planes: number, patientName = 'Phantom^Limner'): RtstructImage => {
  const root = '1.2.826.0.1.3680043.10.1561';
  return imageOfSeries({
    directory: '',
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    sopInstanceUids: Array.from({ length: planes }, (_, k) => `${root}.3.${k + 1}`),
    studyInstanceUid: `${root}.1`,
    seriesInstanceUid: `${root}.2`,
    frameOfReferenceUid: `${root}.9`,
    patientId: 'PHANTOM',
    patientName,
  });
};
