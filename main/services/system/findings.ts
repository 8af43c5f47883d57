// What `doctor` says of each thing that it looked at: whether it is sound, what was seen, and what a person can do.

import type { DoctorReport, ModelCheck } from '../../../core/contract/index.ts';
import type { LibraryInspection, LibraryUse } from './library-state.ts';

export type Finding = DoctorReport['findings'][number];
type Provider = DoctorReport['providers'][number];
type LibraryState = DoctorReport['library'];

/** Measured on a 512 x 512 x 118 CT with every export; larger images need more. */
const NEEDED_MEMORY_MB = 2000;
/** Room for a few large series with their results. */
const NEEDED_DISK_MB = 1000;

const sound = (name: string, detail: string, advice = ''): Finding => ({ name, ok: true, detail, advice });
const unsound = (name: string, detail: string, advice: string): Finding => ({ name, ok: false, detail, advice });

const MODEL_ADVICE: Readonly<Record<string, string>> = {
  MODEL_MANIFEST: 'Install Limner, or this model, again; or remove its folder.',
  MODEL_GOLDEN: 'Do not use this model here. Install Limner again; if it stays, report it with this output.',
};

/** One finding for each model, or one that says that there is none. */
export function modelFindings(models: readonly ModelCheck[], folders: readonly string[]): Finding[] {
  if (models.length === 0) {
    const advice = `Install Limner again, or put a model into ${folders.at(-1)}, ID/VERSION/manifest.json.`;
    return [unsound('models', 'none is installed', advice)];
  }
  return models.map(({ id, version, ok, checks }) => {
    const name = `model ${id} ${version}`.trim();
    const detail = checks.map((check) => check.detail).join('; ');
    if (ok) return sound(name, detail);
    const failed = checks.find((check) => !check.ok)?.name ?? '';
    return unsound(name, detail, MODEL_ADVICE[failed] ?? 'Install Limner, or this model, again.');
  });
}

const GPU_ADVICE: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux:
    "Nothing to do without a GPU. With an NVIDIA card, run onnxruntime's own script once: node node_modules/onnxruntime-node/script/install.js",
  win32: 'Nothing to do without a GPU. With one, install the newest driver of its maker: DirectML needs it.',
};

/** Networks run on the CPU as well, so a missing GPU is no fault. */
export function gpuFinding(providers: readonly Provider[], platform: NodeJS.Platform): Finding {
  const gpu = providers.find(({ name, available }) => available && name !== 'cpu');
  if (gpu) return sound('GPU', `${gpu.name} works`);
  if (providers.length === 0)
    return sound('GPU', 'not tried: there is no model to try it with', 'See the models first.');
  const advice = GPU_ADVICE[platform] ?? 'Nothing to do: networks run on the CPU, only slower.';
  return sound('GPU', 'none is usable; networks run on the CPU', advice);
}

/** A CPU that cannot run the model leaves nothing to contour with. */
export function cpuFindings(providers: readonly Provider[]): Finding[] {
  const cpu = providers.find(({ name }) => name === 'cpu');
  if (cpu === undefined || cpu.available) return [];
  return [
    unsound(
      'CPU',
      `networks cannot be run on it: ${cpu.reason}`,
      'See the models first; if they are sound, install Limner again.',
    ),
  ];
}

/** @param freeMb memory that programs can still have, MiB */
export function memoryFinding(freeMb: number, totalMb: number): Finding {
  const detail = `${freeMb} MB of ${totalMb} MB free, ${NEEDED_MEMORY_MB} MB wanted for a whole CT`;
  if (freeMb >= NEEDED_MEMORY_MB) return sound('memory', detail);
  const advice =
    totalMb < 2 * NEEDED_MEMORY_MB
      ? 'Close other programs before contouring; this computer has little memory, so large images may fail.'
      : 'Close other programs before contouring.';
  return unsound('memory', detail, advice);
}

/** Why a library could not be opened, by the code of the error. `{path}` stands for the folder. */
const LIBRARY_ADVICE: Readonly<Record<string, string>> = {
  LIBRARY_NEWER: 'Install the newest Limner: a newer one has written to this library.',
  LIBRARY_IN_USE: 'Wait until the other Limner has finished, or close it.',
  LIBRARY_NOT_A_FOLDER: 'Name another folder with --library DIR, or remove the file.',
  LIBRARY_FOREIGN_FOLDER: 'Name another folder with --library DIR: this one holds something else.',
  PATH_DENIED: 'Ask the owner of {path} for permission, or name another folder with --library DIR.',
  LIBRARY_DENIED: 'Ask the owner of {path} for permission, or name another folder with --library DIR.',
};

const DAMAGED_ADVICE =
  'Do not go on working with it. Copy {path} somewhere safe first; then restore your backup into an empty folder (limner library restore BACKUP --library DIR), or import the images again into a new one.';

const DAMAGED_FILES_ADVICE =
  'Import the same images and structure sets again: damaged files are replaced, everything else stays.';

/** What is in the library: whole, damaged, or not to be opened. `failure`: why it could not be opened. */
export function libraryFinding(state: LibraryState, failure: LibraryInspection['failure']): Finding {
  const name = 'case library';
  if (!state.exists && state.ok) return sound(name, `none yet at ${state.path}; the first import makes it`);
  if (state.ok) return sound(name, `whole, ${state.cases} cases`);
  const isOnlyFiles = failure === null && state.problems.every((problem) => problem.startsWith('BLOB_'));
  const advice = LIBRARY_ADVICE[failure?.code ?? ''] ?? (isOnlyFiles ? DAMAGED_FILES_ADVICE : DAMAGED_ADVICE);
  return unsound(name, state.problems.join(' '), advice.replaceAll('{path}', state.path));
}

/** Whether something can be put into the library, and how much. */
export function libraryUseFindings(path: string, use: LibraryUse): Finding[] {
  const findings: Finding[] = [];
  if (!use.isWritable) {
    const advice = `Nothing can be imported. Change the rights of ${path}, or name another folder with --library DIR.`;
    findings.push(unsound('case library, writing', 'the folder is read-only for you', advice));
  } else if (use.isInUse) {
    const advice = 'Reading works. To import or contour, wait until it has finished, or close it.';
    findings.push(sound('case library, writing', 'another Limner is writing to it now', advice));
  }
  if (use.freeMb !== null) {
    const detail = `${use.freeMb} MB free, ${NEEDED_DISK_MB} MB wanted`;
    const advice =
      'Free some space, delete cases that are done (limner delete CASE), or move the library to a larger disk.';
    findings.push(use.freeMb >= NEEDED_DISK_MB ? sound('disk', detail) : unsound('disk', detail, advice));
  }
  return findings;
}
