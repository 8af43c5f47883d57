// The parts of the model: shown or hidden, how large, how much of the material.

import { patchPrint, useApp, useAppStore } from '../../state/app-store.ts';
import type { PrintPartRow } from '../../state/print-state.ts';
import { formatMl, formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { DropMenu } from '../../ui/menu.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { MODEL_COLOUR } from './model-look.ts';
import { shortNames } from './print-words.ts';
import { MATERIALS, materialOf } from './printers.ts';

const sizeWords = ({ sizeMm, bedSizeMm }: PrintPartRow) =>
  `${(bedSizeMm ?? sizeMm).map((mm) => formatNumber(mm, 0)).join(' × ')} mm`;

function PartRow(props: { readonly part: PrintPartRow; readonly name: string; readonly colour: string }) {
  const { part, name, colour } = props;
  const store = useAppStore();
  const { run } = useAppContext();
  const isHidden = useApp((state) => state.print.hiddenParts.includes(part.name));
  const isActive = useApp((state) => state.print.activePart === part.name);
  return (
    <li className={`row ${isHidden ? 'off' : ''} ${isActive ? 'on' : ''}`}>
      <button
        type="button"
        className="eye"
        aria-pressed={!isHidden}
        aria-label={`${isHidden ? 'Show' : 'Hide'} ${part.name}`}
        onClick={() => run('print.togglePart', part.name)}
      >
        <Icon name={isHidden ? 'eyeOff' : 'eye'} />
      </button>
      <i className="sw" style={{ ['--c' as string]: colour }} />
      <button
        type="button"
        className="nm grow ell pp-part"
        aria-pressed={isActive}
        aria-label={part.name}
        title={part.name}
        onClick={() => patchPrint(store, { activePart: isActive ? null : part.name })}
      >
        {name}
      </button>
      <span
        className="dim num"
        title={
          part.bedSizeMm === null ? 'Right to left, front to back, foot to head' : 'Width, depth and height on the bed'
        }
      >
        {sizeWords(part)}
      </span>
      <span className="ml num">{formatMl(part.volumeMl)}</span>
    </li>
  );
}

export function PartsSection() {
  const store = useAppStore();
  const parts = useApp((state) => state.print.parts);
  const materialId = useApp((state) => state.print.materialId);
  const material = materialOf(materialId);
  const totalMl = parts.reduce((sum, { volumeMl }) => sum + volumeMl, 0);
  const names = shortNames(parts.map(({ name }) => name));
  const isOneColour = new Set(parts.map(({ colour }) => colour)).size < 2;
  if (parts.length === 0) return null;
  return (
    <section className="sec" aria-label="Parts">
      <div className="sec-h">
        <h2>Parts</h2>
        <span className="grow" />
        <span className="dim2 num">{formatMl(totalMl)},</span>
        <DropMenu
          entries={MATERIALS.map(({ id, label, densityGPerMl }) => ({
            kind: 'item',
            id,
            label: `${label}, ${densityGPerMl.toFixed(2)} g/ml`,
            isChecked: id === materialId,
            run: () => patchPrint(store, { materialId: id }),
          }))}
        >
          <button type="button" className="pp-material num" aria-label={`Material: ${material.label}`}>
            {formatNumber(totalMl * material.densityGPerMl, totalMl < 10 ? 1 : 0)} g {material.label}
            <Icon name="down" size="s" />
          </button>
        </DropMenu>
      </div>
      <ul className="pp-parts">
        {parts.map((part, at) => (
          <PartRow
            key={part.name}
            part={part}
            name={names[at] ?? part.name}
            colour={isOneColour ? MODEL_COLOUR : part.colour}
          />
        ))}
      </ul>
    </section>
  );
}
