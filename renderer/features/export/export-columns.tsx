// The two columns of the export dialog: where to and in what form, and what leaves with what is open.

import { DOCUMENT_EXPORT_FORMATS } from '../../../core/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Select } from '../../ui/select.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { swatchOf } from '../workspace/structure-look.ts';
import { changeWords, count, type LeavingRow } from './export-choice.ts';
import { FORMAT_WORDS, type Format, followsProfile } from './format-words.ts';
import type { OpenPoint } from './use-open-points.ts';
import type { ProfileChoice } from './use-profiles.ts';

const HOLE_WORDS = {
  keyhole: 'Holes as keyholes',
  nested: 'Holes as loops inside of loops',
  xor: 'Holes as CLOSEDPLANAR_XOR',
} as const;

function Destination({ choice }: { readonly choice: ProfileChoice }) {
  const { chosen, profiles, problems, adding } = choice;
  const { maxLength } = chosen.names;
  return (
    <>
      <Select
        caption="For"
        name="Destination"
        options={profiles.map(({ id, title }) => ({ value: id, label: title }))}
        value={chosen.id}
        onChange={choice.choose}
      />
      <p className="dim rules">
        {HOLE_WORDS[chosen.holes]}, names up to {maxLength} characters
        {chosen.importedHoles === 'keep' ? ', unedited slices as they came' : ''}.
      </p>
      {chosen.tried === '' && (
        <p className="warn rules">Never tried with the system itself, as far as its profile says.</p>
      )}
      <details>
        <summary className="dim2">What this rests on</summary>
        <p className="dim2">{chosen.basis === '' ? 'Its author does not say.' : chosen.basis}</p>
      </details>
      {adding.field}
      <Button isSmall onClick={adding.pick}>
        Add a profile…
      </Button>
      {problems.map((problem) => (
        <p key={problem} className="warn" role="alert">
          {problem}
        </p>
      ))}
    </>
  );
}

export function WhereTo(props: {
  readonly choice: ProfileChoice;
  readonly formats: ReadonlySet<Format>;
  readonly onFormats: (formats: ReadonlySet<Format>) => void;
  readonly folder: string | null;
  /** null: nobody can choose one here. */
  readonly onPickFolder: (() => void) | null;
}) {
  const { choice, formats, onFormats, folder, onPickFolder } = props;
  const toggle = (format: Format, isOn: boolean) => {
    const next = new Set(formats);
    if (isOn) next.add(format);
    else next.delete(format);
    onFormats(next);
  };
  return (
    <div>
      <h3>Files</h3>
      {DOCUMENT_EXPORT_FORMATS.map((format) => (
        <Checkbox
          key={format}
          label={FORMAT_WORDS[format]}
          isOn={formats.has(format)}
          onChange={(isOn) => toggle(format, isOn)}
        />
      ))}
      {followsProfile(formats) && (
        <>
          <h3>Planning system</h3>
          <Destination choice={choice} />
        </>
      )}
      <h3>Folder</h3>
      <p className="id ell" title={folder ?? ''}>
        {folder ?? 'None chosen'}
      </p>
      {onPickFolder && (
        <Button isSmall onClick={onPickFolder}>
          Choose…
        </Button>
      )}
    </div>
  );
}

function LeavesAs({ row: { leaving, isEmpty, structure } }: { readonly row: LeavingRow }) {
  if (isEmpty) return <span className="dim2">empty</span>;
  if (leaving === null) return null;
  if (leaving.isLeftOut) return <span className="warn">left out by the profile</span>;
  if (leaving.name === structure.name) return <span className="dim">{leaving.name}</span>;
  return (
    <span className="acc" title={changeWords(leaving.changes)}>
      {leaving.name}
      <span className="dim2"> {changeWords(leaving.changes)}</span>
    </span>
  );
}

/** More of them than the dialog has room for at 720 px: the list fades where it goes on. */
const SHOWN_POINTS = 4;

export function WhatLeaves(props: {
  readonly rows: readonly LeavingRow[];
  readonly showsNames: boolean;
  readonly onChoose: (id: string, isChosen: boolean) => void;
  readonly points: readonly OpenPoint[];
  readonly onShow: (point: OpenPoint) => void;
}) {
  const { rows, showsNames, onChoose, points, onShow } = props;
  return (
    <div>
      <div className="which">
        <table aria-label="Structures that leave">
          <thead>
            <tr>
              <th scope="col">Structure</th>
              {showsNames && <th scope="col">As it leaves</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.structure.id}>
                <td>
                  <Swatch
                    color={row.leaving?.color ?? row.structure.color}
                    style={swatchOf(row.structure, row.isEmpty)}
                  />
                  <Checkbox
                    label={row.label}
                    isOn={row.isChosen && !row.isEmpty}
                    {...(row.isEmpty ? { disabledReason: 'empty' } : {})}
                    onChange={(isOn) => onChoose(row.structure.id, isOn)}
                  />
                </td>
                {showsNames && (
                  <td>
                    <LeavesAs row={row} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3 className={points.length > 0 ? 'warn' : ''}>
        {points.length === 0 ? 'Nothing is open' : count(points.length, 'open point')}
      </h3>
      <ul className={points.length > SHOWN_POINTS ? 'is-long' : ''}>
        {points.map((point) => (
          <li key={point.id}>
            <Icon name="alert" className="warn" />
            <button type="button" onClick={() => onShow(point)}>
              {point.title}
              <span className="dim">{point.text}</span>
            </button>
          </li>
        ))}
      </ul>
      {points.length > 0 && <p className="dim2">Unreviewed structures are written into the file as unreviewed.</p>}
    </div>
  );
}
