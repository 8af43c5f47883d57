// Which of the doses of the case is in hand; what a person can say of those that do not say it themselves; sums.

import { useState } from 'react';
import type { CaseDose } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { doseInHand, LARGEST_GY } from '../../state/dose-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox, TextField } from '../../ui/fields.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { type SayDose, useSayDose } from './use-say-dose.ts';

const gy = (value: number) => `${Number(value.toFixed(2)).toString()} Gy`;

/** Three digits say whether a dose is a share of 1 or of 100. */
const share = (value: number) => Number(value.toPrecision(3)).toString();

interface OfDose {
  readonly row: CaseDose;
  readonly say: SayDose;
}

/** What 1 stands for in a relative dose: typed, never proposed; what it makes of the highest value is shown meanwhile. */
function Reference({ row: { doseId, relative }, say }: OfDose) {
  const [text, setText] = useState('');
  if (relative === null) return null;
  if (relative.referenceGy !== null) {
    return (
      <span className="dose-said">
        <span>Relative: 1 is {gy(relative.referenceGy)}, said by a person.</span>
        <Button isSmall kind="ghost" isBusy={say.isBusy} onClick={() => say.reference(doseId, null)}>
          Take back
        </Button>
      </span>
    );
  }
  const typed = Number.parseFloat(text.replace(',', '.'));
  const isUsable = typed > 0 && typed <= LARGEST_GY;
  const put = () => isUsable && say.reference(doseId, typed);
  return (
    <span className="dose-ask">
      <span>Its values reach {share(relative.max)}. What is 1 in Gy?</span>
      <span className="dose-said">
        <TextField label="What 1 stands for, in Gy" placeholder="Gy" value={text} onChange={setText} onEnter={put} />
        <Button
          isSmall
          isBusy={say.isBusy}
          disabledReason={isUsable ? null : `A dose above 0 and up to ${LARGEST_GY.toString()} Gy.`}
          onClick={put}
        >
          Use
        </Button>
        {isUsable && <span className="dim2 num">up to {gy(typed * relative.max)}</span>}
      </span>
    </span>
  );
}

/** That a dose lies on these images although it does not name their frame of reference. */
function Place({ row: { doseId, insidePercent, isPlaceSaid, parts }, say }: OfDose) {
  const [isSure, setSure] = useState(false);
  if (isPlaceSaid && parts.length === 0) {
    return (
      <span className="dose-said">
        <span>On these images by a person’s word.</span>
        <Button isSmall kind="ghost" isBusy={say.isBusy} onClick={() => say.place(doseId, false)}>
          Take back
        </Button>
      </span>
    );
  }
  if (insidePercent === null) return null;
  return (
    <span className="dose-ask">
      <span className="num">
        {Math.floor(insidePercent).toString()} % of its high dose lies within these images. Nothing but the coordinates
        says so.
      </span>
      <Checkbox label="I know that it was planned on exactly these images." isOn={isSure} onChange={setSure} />
      <span>
        <Button
          isSmall
          isBusy={say.isBusy}
          disabledReason={isSure ? null : 'Say first that it was planned on them.'}
          onClick={() => say.place(doseId, true)}
        >
          Lay it on these images
        </Button>
      </span>
    </span>
  );
}

function DoseRow({ row, say, isInHand }: OfDose & { readonly isInHand: boolean }) {
  const { run } = useAppContext();
  const isReadOnly = useApp((state) => state.isReadOnly);
  const { doseId, label, maxGy, blocked, needs, parts } = row;
  return (
    <li className={blocked === null ? '' : 'blocked'}>
      <label>
        <input
          type="radio"
          name="dose"
          checked={isInHand}
          disabled={blocked !== null}
          onChange={() => run('dose.choose', doseId)}
        />
        <span>
          {label}
          {maxGy !== null && <span className="dim2 num"> up to {gy(maxGy)}</span>}
          {blocked !== null && <span className="why">{blocked}</span>}
        </span>
      </label>
      {parts.length > 0 && !isReadOnly && (
        <IconButton icon="x" isSmall label={`Remove the ${label}`} onClick={() => say.removeSum(doseId)} />
      )}
      {!isReadOnly && needs !== 'place' && <Reference row={row} say={say} />}
      {!isReadOnly && needs !== 'reference' && <Place row={row} say={say} />}
    </li>
  );
}

/** Doses that are no sum and can be shown, to be ticked and added up. */
function AddUp({ doses, say }: { readonly doses: readonly CaseDose[]; readonly say: SayDose }) {
  const [ticked, setTicked] = useState<readonly string[] | null>(null);
  const single = doses.filter(({ blocked, parts }) => blocked === null && parts.length === 0);
  if (single.length < 2) return null;
  if (ticked === null) {
    return (
      <span>
        <Button isSmall kind="ghost" icon="plus" onClick={() => setTicked([])}>
          Add doses up…
        </Button>
      </span>
    );
  }
  const tick = (doseId: string, isOn: boolean) =>
    setTicked(isOn ? [...ticked, doseId] : ticked.filter((own) => own !== doseId));
  return (
    <fieldset className="dose-sum">
      <legend>Add up</legend>
      {single.map(({ doseId, label, maxGy }) => (
        <Checkbox
          key={doseId}
          label={`${label}, up to ${gy(maxGy ?? 0)}`}
          isOn={ticked.includes(doseId)}
          onChange={(isOn) => tick(doseId, isOn)}
        />
      ))}
      <span className="dose-said">
        <Button
          isSmall
          isBusy={say.isBusy}
          disabledReason={ticked.length < 2 ? 'A sum needs two doses.' : null}
          onClick={() => say.addUp(ticked, () => setTicked(null))}
        >
          Add up
        </Button>
        <Button isSmall kind="ghost" onClick={() => setTicked(null)}>
          Not now
        </Button>
      </span>
    </fieldset>
  );
}

export function DoseList() {
  const store = useAppStore();
  const doses = useApp((state) => state.dose.doses);
  const inHand = useApp((state) => doseInHand(state.dose, state.view.dose));
  const isReadOnly = useApp((state) => state.isReadOnly);
  const say = useSayDose(store);
  if (doses === null) return null;
  return (
    <fieldset className="dose-list" aria-label="Doses of the case">
      <ul>
        {doses.map((row) => (
          <DoseRow key={row.doseId} row={row} say={say} isInHand={inHand?.doseId === row.doseId} />
        ))}
      </ul>
      {!isReadOnly && <AddUp doses={doses} say={say} />}
      {say.problem !== null && (
        <p className="bad" role="alert">
          {say.problem}
        </p>
      )}
    </fieldset>
  );
}
