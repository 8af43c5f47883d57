import type { Verb } from '../verb.ts';
import { compareVerb } from './compare.ts';
import { contourVerb } from './contour.ts';
import { convertVerb } from './convert.ts';
import { copyVerb } from './copy.ts';
import { deleteVerb, undeleteVerb } from './delete.ts';
import { doctorVerb } from './doctor.ts';
import { dvhVerb } from './dvh.ts';
import { exportVerb } from './export.ts';
import { importVerb } from './import.ts';
import { libraryVerb } from './library.ts';
import { listVerb } from './list.ts';
import { masksVerb } from './masks.ts';
import { meshVerb } from './mesh.ts';
import { modelsVerb } from './models.ts';
import { namesVerb } from './names.ts';
import { objectsVerb } from './objects.ts';
import { pseudonymiseVerb } from './pseudonymise.ts';
import { rtstructVerb } from './rtstruct.ts';
import { segmentVerb } from './segment.ts';

/** In the order of the help page. */
export const VERBS: readonly Verb[] = [
  importVerb,
  listVerb,
  deleteVerb,
  undeleteVerb,
  libraryVerb,
  contourVerb,
  exportVerb,
  copyVerb,
  rtstructVerb,
  masksVerb,
  convertVerb,
  compareVerb,
  dvhVerb,
  namesVerb,
  pseudonymiseVerb,
  segmentVerb,
  meshVerb,
  objectsVerb,
  modelsVerb,
  doctorVerb,
];
