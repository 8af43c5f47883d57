// Under the name of a case: that it is a pseudonym which was made here, and whose.

import { useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './pseudonymise.css';

export function KnownPseudonym({ patientId }: { readonly patientId: string }) {
  const { connection, run } = useAppContext();
  const [known, setKnown] = useState<{ readonly patientId: string; readonly name: string } | null>(null);
  useEffect(() => {
    setKnown(null);
    if (patientId === '') return;
    let isOver = false;
    connection.client.release.recognise({ patientIds: [patientId] }).then(
      ({ patients }) => isOver || setKnown(patients[0] ?? null),
      () => 'without a link there is nothing to say',
    );
    return () => {
      isOver = true;
    };
  }, [patientId, connection]);
  if (known === null) return null;
  return (
    <div className="pseudo-known" role="status">
      <Icon name="info" size="s" />
      <span className="grow">
        A pseudonym made here, of {known.name.replaceAll('^', ' ').trim() || 'a patient without a name'}, ID{' '}
        <span className="id">{known.patientId}</span>.
      </span>
      <Button isSmall onClick={() => run('release.takeBack')}>
        Take files back…
      </Button>
    </div>
  );
}
