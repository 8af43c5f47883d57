// What 100 % of the dose is: by the plan, or by a person.

import { useState } from 'react';
import { patchDoseView } from '../../commands/dose-commands.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { doseInHand, LARGEST_GY } from '../../state/dose-state.ts';
import { Button } from '../../ui/button.tsx';
import { NumberField, TextField } from '../../ui/fields.tsx';

const gy = (value: number) => `${Number(value.toFixed(2)).toString()} Gy`;

/** Nothing says what 100 % is: a person types it, and nothing is proposed. */
function UnknownPrescription({ onSay }: { readonly onSay: (prescribedGy: number) => void }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const say = () => {
    const typed = Number.parseFloat(text.replace(',', '.'));
    if (typed > 0 && typed <= LARGEST_GY) onSay(typed);
    else setError(`A dose above 0 and up to ${LARGEST_GY.toString()} Gy.`);
  };
  return (
    <span className="dose-unknown">
      <TextField
        label="Prescription in Gy"
        placeholder="not known, Gy"
        value={text}
        error={error}
        onEnter={say}
        onChange={setText}
      />
    </span>
  );
}

export function Prescription() {
  const store = useAppStore();
  const plan = useApp((state) => doseInHand(state.dose, state.view.dose)?.plan ?? null);
  const own = useApp((state) => state.view.dose.prescriptionGy);
  const ofPlan = plan?.prescriptionGy ?? null;
  const shown = own ?? ofPlan;
  const set = (prescribed: number | null) => patchDoseView(store, { prescriptionGy: prescribed });
  const fractions = plan?.fractions ? `, ${plan.fractions.toString()} fractions` : '';
  return (
    <div className="dose-row">
      <span className="lab">100 % is</span>
      {shown === null ? (
        <UnknownPrescription onSay={set} />
      ) : (
        <NumberField
          label="Prescription"
          unit="Gy"
          value={shown}
          min={0.1}
          max={LARGEST_GY}
          decimals={2}
          onChange={set}
        />
      )}
      {shown !== null && (
        <span className="dim2 ell">
          {own === null ? `by the plan${plan?.label ? ` ${plan.label}` : ''}${fractions}` : 'said here'}
        </span>
      )}
      {own !== null && (
        <Button isSmall kind="ghost" onClick={() => set(null)}>
          {ofPlan === null ? 'Not known' : `Plan: ${gy(ofPlan)}`}
        </Button>
      )}
    </div>
  );
}
