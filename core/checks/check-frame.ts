import { type Check, finding } from './finding.ts';

const OTHER_FRAME = /FRAME/;
const OTHER_PATIENT = /PATIENT/;

export const checkFrame: Check = {
  id: 'frame',
  title: 'Patient and frame of reference match',
  formula: 'PatientID and Frame of Reference UID of every set are those of the images.',
  run: ({ model }) =>
    model
      .warnings()
      .filter(({ code }) => OTHER_FRAME.test(code) || OTHER_PATIENT.test(code))
      .map(({ code, message }, at) =>
        finding('frame', null, `${code}:${at.toString()}`, {
          severity: 'blocks',
          title: OTHER_PATIENT.test(code) ? 'A set is for another patient' : 'A set is in another frame of reference',
          text: message,
        }),
      ),
};
