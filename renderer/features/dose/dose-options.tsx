// The dose in the options bar: which one, how it is drawn, its levels.

import { useState } from 'react';
import { patchDoseView, whyChosenGone, whyNoDose } from '../../commands/dose-commands.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import {
  type DoseLook,
  type DoseUnit,
  doseInHand,
  isChosenGone,
  LARGEST_GY,
  type LevelSetting,
  levelsInHand,
  levelUnit,
  MOST_LEVELS,
  prescriptionGy,
} from '../../state/dose-state.ts';
import { Button, IconButton, Spinner } from '../../ui/button.tsx';
import { Popover } from '../../ui/dialog.tsx';
import { NumberField, Slider } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './dose.css';
import { DoseList } from './dose-list.tsx';
import { Prescription } from './prescription-row.tsx';

const LOOKS = [
  { value: 'off', label: 'Off' },
  { value: 'lines', label: 'Isodoses' },
  { value: 'wash', label: 'Wash' },
  { value: 'both', label: 'Both' },
] as const satisfies readonly { value: DoseLook | 'off'; label: string }[];

/** The button has no caption: the bar is full. */
const SHOWN_WORDS = {
  off: 'No dose',
  lines: 'Isodoses',
  wash: 'Dose wash',
  both: 'Isodoses, wash',
} as const satisfies Readonly<Record<DoseLook | 'off', string>>;

const UNITS = [
  { value: 'Gy', label: 'Gy' },
  { value: '%', label: '%' },
] as const satisfies readonly { value: DoseUnit; label: string }[];

function Levels() {
  const store = useAppStore();
  const row = useApp((state) => doseInHand(state.dose, state.view.dose));
  const view = useApp((state) => state.view.dose);
  const prescribed = prescriptionGy(row, view);
  const unit = levelUnit(view, prescribed);
  const levels = levelsInHand(view, prescribed, row?.maxGy ?? 0);
  const put = (next: readonly LevelSetting[]) =>
    patchDoseView(store, { unit, levels: [...next].sort((a, b) => b.value - a.value) });
  const turn = (to: DoseUnit) => {
    if (prescribed === null || to === unit) return;
    const factor = to === 'Gy' ? prescribed / 100 : 100 / prescribed;
    const turned = levels.map(({ value, color }) => ({ value: Number((value * factor).toFixed(3)), color }));
    patchDoseView(store, { unit: to, levels: view.levels === null ? null : turned });
  };
  return (
    <>
      <div className="dose-row">
        <span className="lab">Levels in</span>
        {prescribed === null ? (
          <span className="dim2">Gy: % needs a prescription</span>
        ) : (
          <Segmented isSmall label="Unit of the levels" segments={UNITS} value={unit} onChange={turn} />
        )}
        <span className="grow" />
        {view.levels !== null && (
          <Button isSmall kind="ghost" onClick={() => patchDoseView(store, { levels: null })}>
            Usual levels
          </Button>
        )}
      </div>
      <ul className="dose-levels" aria-label="Levels">
        {levels.map((level, at) => (
          <li key={`${at.toString()} ${level.value.toString()}`}>
            <input
              type="color"
              aria-label={`Colour of ${level.value.toString()} ${unit}`}
              value={level.color}
              onChange={(event) =>
                put(levels.map((own, n) => (n === at ? { ...own, color: event.target.value } : own)))
              }
            />
            <NumberField
              label={`Level ${(at + 1).toString()}`}
              unit={unit}
              value={level.value}
              min={0.1}
              max={LARGEST_GY}
              decimals={1}
              widthPx={84}
              onChange={(value) => put(levels.map((own, n) => (n === at ? { ...own, value } : own)))}
            />
            {levels.length > 1 && (
              <IconButton
                icon="x"
                isSmall
                label={`Remove the level of ${level.value.toString()} ${unit}`}
                onClick={() => put(levels.filter((_, n) => n !== at))}
              />
            )}
          </li>
        ))}
      </ul>
      {levels.length < MOST_LEVELS && (
        <Button
          isSmall
          kind="ghost"
          icon="plus"
          onClick={() => put([...levels, { value: Math.max(1, (levels.at(-1)?.value ?? 20) / 2), color: '#aec0fe' }])}
        >
          Add a level
        </Button>
      )}
    </>
  );
}

/** 'No dose', 'Isodoses', or what must be done first. */
function useShownWords(): string {
  return useApp((state) => {
    const { dose, view } = state;
    if (dose.doses === null) return 'Doses not found out';
    const inHand = doseInHand(dose, view.dose);
    if (inHand === null) {
      if (isChosenGone(dose, view.dose)) return 'Chosen dose not there';
      const usable = dose.doses?.filter(({ blocked }) => blocked === null).length ?? 0;
      if (usable > 1) return `Choose one of ${usable.toString()} doses`;
      return dose.doses.some(({ needs }) => needs !== null) ? 'Dose waits for a word' : 'Dose not on this series';
    }
    if (dose.phase === 'failed') return 'Dose not read';
    const words = SHOWN_WORDS[view.dose.isShown ? view.dose.look : 'off'];
    return inHand.parts.length > 0 && view.dose.isShown ? `${words} of a sum` : words;
  });
}

export function DoseOptions() {
  const store = useAppStore();
  const { run } = useAppContext();
  const [isOpen, setOpen] = useState(false);
  const hasDoses = useApp(({ dose }) => (dose.doses?.length ?? 0) > 0 || dose.phase === 'failed');
  const isReading = useApp((state) => state.dose.phase === 'reading');
  const problem = useApp((state) => state.dose.problem);
  const warnings = useApp((state) => doseInHand(state.dose, state.view.dose)?.warnings ?? null);
  const why = useApp(whyNoDose);
  const whyChosen = useApp(({ dose, view }) => whyChosenGone(dose, view.dose));
  const { isShown, look, opacity, isDvhShown } = useApp((state) => state.view.dose);
  const words = useShownWords();
  if (!hasDoses) return null;
  const setLook = (next: DoseLook | 'off') =>
    patchDoseView(store, next === 'off' ? { isShown: false } : { isShown: true, look: next });
  return (
    <>
      <span className="vr" />
      <Popover
        isOpen={isOpen}
        onOpenChange={setOpen}
        widthPx={340}
        label="Dose"
        trigger={
          <button type="button" className="sel" aria-label={`Dose: ${words}`} data-open={why === null ? undefined : ''}>
            {isReading ? (
              <Spinner />
            ) : (
              (why !== null || (warnings?.length ?? 0) > 0) && <Icon name="alert" className="warn" />
            )}
            <span className="ell">{words}</span>
            <Icon name="down" />
          </button>
        }
      >
        <div className="dose-pop">
          <DoseList />
          {whyChosen !== null && (
            <p className="bad" role="alert">
              {whyChosen}
            </p>
          )}
          {problem !== null && (
            <p className="bad" role="alert">
              {problem}
            </p>
          )}
          {warnings?.map(({ code, message }) => (
            <p key={code} className="warn">
              {message}
            </p>
          ))}
          {why === null && (
            <>
              <div className="dose-row">
                <Segmented
                  isSmall
                  label="How the dose is shown"
                  segments={LOOKS}
                  value={isShown ? look : 'off'}
                  onChange={setLook}
                />
                <span className="grow" />
                <span className="lab">Wash</span>
                <Slider
                  label="Opacity of the wash"
                  value={opacity}
                  min={5}
                  max={100}
                  step={5}
                  onChange={(next) => patchDoseView(store, { opacity: next })}
                />
              </div>
              <Prescription />
              <Levels />
            </>
          )}
        </div>
      </Popover>
      <button
        type="button"
        className="opt-toggle"
        aria-pressed={isDvhShown}
        disabled={why !== null}
        title={why ?? 'Dose-volume histograms (Alt D)'}
        onClick={() => run('dose.dvh')}
      >
        DVH
      </button>
    </>
  );
}
