// The stage of the Print mode: one large view of the model on its bed, what it shows in words, and a section.

import { useEffect, useRef, useState } from 'react';
import { useApp, useAppShallow } from '../../state/app-store.ts';
import { PICKS, type PickedKind } from '../../state/print-measures.ts';
import type { PlacedStep } from '../../state/print-state.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { ColourLegend } from './colour-legend.tsx';
import { usePlacingFocus } from './keep-focus.ts';
import { isBedShown } from './laid-parts.ts';
import { createPrintControl } from './print-control.ts';
import type { PrintControl } from './print-control-port.ts';
import { steeredBy } from './print-steer.ts';
import { lookWords } from './print-words.ts';
import { SectionInset } from './section-inset.tsx';
import './print.css';

/** What is drawn, of which parts, and from where. */
function Title({ control }: { readonly control: PrintControl }) {
  const parts = useApp((state) => state.print.parts.length);
  const names = useApp(({ print }) => {
    const first = print.recipe?.steps[0];
    return first?.name === 'surface' ? (first.structures ?? []).join(', ') : '';
  });
  const isOnBed = useApp(({ print }) => isBedShown(print));
  const [look, setLook] = useState('');
  useEffect(
    () =>
      control.onDrawn(() => {
        const camera = control.scene()?.camera();
        // Seen from the front of a printer its left is on the left; that of a patient is on the right.
        if (camera) setLook(lookWords(isOnBed ? -camera.azimuthDeg : camera.azimuthDeg, camera.elevationDeg));
      }),
    [control, isOnBed],
  );
  const count = parts === 1 ? '1 part' : `${parts.toString()} parts`;
  const words = parts === 0 ? '' : `${count}, ${isOnBed ? 'on the bed, ' : ''}${look}`;
  const name = [`Model of ${names || 'nothing yet'}`, words].filter(Boolean).join(', ');
  useEffect(() => control.scene()?.setName(`${name}. Arrows turn it, Shift and arrows move it`), [control, name]);
  return (
    <span className="pv-text pv-tl pp-title" hidden={names === '' && words === ''}>
      <b>{names}</b>
      <span className="q">{words}</span>
    </span>
  );
}

/** A change of 150 ms needs no sign that it is under way. */
const SHOWN_AFTER_MS = 400;

function Running() {
  const { run } = useAppContext();
  const running = useApp((state) => state.print.running);
  const [isLong, setIsLong] = useState(false);
  const isRunning = running !== null;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setTimeout(() => setIsLong(true), SHOWN_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setIsLong(false);
    };
  }, [isRunning]);
  if (running === null || !isLong) return null;
  const { quality, stepNumber, steps, fraction } = running;
  const words = `${quality === 'preview' ? 'Preview' : 'Exact model'}, step ${stepNumber.toString()} of ${steps.toString()}`;
  return (
    <div className="pp-running" role="status" aria-live="off">
      <span className="num">{words}</span>
      <ProgressBar label={words} fraction={(stepNumber - 1 + fraction) / steps} />
      <Button isSmall kind="ghost" onClick={() => run('print.stop')}>
        Stop
      </Button>
    </div>
  );
}

const PLACE_WORDS = {
  hole: 'the hole goes in',
  pin: 'the pin stands',
  text: 'the text goes',
  drain: 'the drain goes',
  stand: 'it is to lie on the bed',
} as const;

/** What the next click is for. */
const clickWords = (what: PlacedStep | PickedKind, picked: number): string =>
  what === 'distance' || what === 'angle'
    ? `Click ${picked === 0 ? 'the first' : picked === PICKS[what] - 1 ? 'the last' : 'the second'} place${what === 'angle' && picked === 1 ? ', where the angle is' : ''}, or Enter for the middle: arrows turn, Shift + arrows move. Esc ends.`
    : `Click the model where ${PLACE_WORDS[what]}, or Enter for its middle: arrows turn it, Shift + arrows move it by 1 mm. Esc ends.`;

/** What a person stopped is not what is on the screen, and that is said until it is made. */
function Stopped({ stopped }: { readonly stopped: 'before' | 'at the preview' }) {
  const { run } = useAppContext();
  return (
    <p className="pp-note" role="status">
      {stopped === 'before'
        ? 'Stopped: the last change is not shown.'
        : 'Stopped: this is a preview, nothing is checked.'}
      <Button isSmall kind="ghost" onClick={() => run('print.runAgain')}>
        Make the model
      </Button>
    </p>
  );
}

function Notes() {
  const { store } = useAppContext();
  const { placing, replayed, parts, recipe, stopped, picked } = useAppShallow(({ print }) => ({
    placing: print.placing,
    replayed: print.replayed,
    parts: print.parts.length,
    recipe: print.recipe,
    stopped: print.stopped,
    picked: print.picks.length,
  }));
  const words = placing !== null ? clickWords(placing.what, picked) : replayed;
  if (recipe === null)
    return <p className="pp-empty">Choose structures on the right: their surfaces become the model.</p>;
  if (stopped !== null && placing === null) return <Stopped stopped={stopped} />;
  if (words === null || parts === 0) return null;
  return (
    <p className="pp-note" role="status">
      {words}
      {placing === null && (
        <Button
          isSmall
          kind="ghost"
          onClick={() => store.setState(({ print }) => ({ print: { ...print, replayed: null } }))}
        >
          Close
        </Button>
      )}
    </p>
  );
}

export function PrintStage() {
  const context = useAppContext();
  const slot = useRef<HTMLDivElement>(null);
  const documentId = useApp((state) => state.workspace?.documentId ?? null);
  const isPlacing = useApp((state) => state.print.placing !== null);
  const selectedStep = useApp((state) => state.print.selectedStep);
  const [control, setControl] = useState<PrintControl | null>(null);
  usePlacingFocus(slot, isPlacing, selectedStep);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another model
  useEffect(() => {
    const open = context.openCase();
    const container = slot.current;
    if (!open || !container) return;
    const next = createPrintControl(context, open);
    const unmount = next.mountScene(container);
    setControl(next);
    return () => {
      setControl(null);
      unmount();
      next.dispose();
    };
  }, [context, documentId]);
  useEffect(() => {
    const container = slot.current;
    const onKeyDown = (event: KeyboardEvent) => {
      const steered = steeredBy(event);
      if (steered === null) return;
      control?.scene()?.steer(steered);
      event.preventDefault();
    };
    container?.addEventListener('keydown', onKeyDown);
    return () => container?.removeEventListener('keydown', onKeyDown);
  }, [control]);
  return (
    <div className="views" data-layout="one" data-region="views">
      <div className="vp pp-slot" data-placing={isPlacing ? '' : undefined}>
        <div ref={slot} className="pp-mount" />
        {control && (
          <>
            <Title control={control} />
            <SectionInset control={control} />
            <ColourLegend />
            <Running />
            <Notes />
          </>
        )}
      </div>
    </div>
  );
}
