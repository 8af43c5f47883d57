// Dropping files anywhere imports them; a segmentation of 3D Slicer over open images becomes structures of theirs.

import { useEffect, useState } from 'react';
import { notify } from '../../state/app-store.ts';
import { useAppContext } from './app-context.ts';

/** A segmentation of 3D Slicer names no patient: over open images it is theirs, if its grid is. */
const areStructures = ({ files }: DataTransfer): boolean =>
  files.length > 0 && [...files].every(({ name }) => /\.seg\.nrrd$/i.test(name));

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

export function DropTarget() {
  const { host, run, store, openCase } = useAppContext();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const tellNothing = (text: string) =>
      notify(store, { tone: 'bad', title: 'Nothing was imported', text, act: null });
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    };
    const over = (event: DragEvent) => {
      if (holdsFiles(event)) event.preventDefault();
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (!event.dataTransfer || !holdsFiles(event)) return;
      const isForCase = openCase() !== null && areStructures(event.dataTransfer);
      host
        .grantDropped(event.dataTransfer)
        .then((grants) => {
          const what = isForCase ? 'structure.takeGranted' : 'library.importGranted';
          if (grants.length > 0) run(what, JSON.stringify(grants));
          else tellNothing('There are no files in what was dropped.');
        })
        .catch((error: unknown) => tellNothing(error instanceof Error ? error.message : String(error)));
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [host, run, store, openCase]);
  return isOver ? <div className="drop-frame">Drop to import into this library</div> : null;
}
