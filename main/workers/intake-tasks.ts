// What the threads of an import do: read, hash, recognise and decode files.

import {
  type DecodeRequest,
  decodeFilesNow,
  type InspectedFile,
  type InspectRequest,
  inspectFilesNow,
} from '../dicom/file-workers.ts';
import type { WireError } from '../jobs/task.ts';
import { toWire } from '../jobs/wire-error.ts';

/** A finding whose error can cross to another thread. */
export interface WireInspected {
  readonly file: InspectedFile;
  readonly error: WireError | null;
}

async function inspect(request: InspectRequest): Promise<WireInspected[]> {
  const files = await inspectFilesNow(request);
  return files.map((file) => {
    const { finding } = file;
    return { file, error: finding.kind === 'refused' ? toWire(finding.error) : null };
  });
}

const decode = (request: DecodeRequest) => decodeFilesNow(request);

export const INTAKE_TASKS = { inspect, decode };

export type IntakeTasks = typeof INTAKE_TASKS;
