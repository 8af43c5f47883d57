// Registrations that the case keeps, and which of them link two series.

import { useEffect, useState } from 'react';
import type { RegistrationFacts } from '../../../core/contract/index.ts';
import { useAppContext } from '../shell/app-context.ts';

export interface KeptRegistration {
  readonly objectId: string;
  readonly label: string;
  readonly facts: RegistrationFacts;
}

const isLinked = ({ registeredFrameUid, frames }: RegistrationFacts, frameUid: string): boolean => {
  const own = frames.filter(({ frameOfReferenceUid }) => frameOfReferenceUid === frameUid);
  return own.length === 0 ? frameUid === registeredFrameUid : own.every(({ toRegistered }) => toRegistered !== null);
};

/** Those through which points of one frame of reference come into another. */
export const linksBetween = (
  registrations: readonly KeptRegistration[],
  fromFrame: string | null,
  toFrame: string | null,
): readonly KeptRegistration[] =>
  fromFrame === null || toFrame === null || fromFrame === toFrame
    ? []
    : registrations.filter(({ facts }) => isLinked(facts, fromFrame) && isLinked(facts, toFrame));

/** Why no registration of the case links them, where one names both frames; null: none does. */
export function whyNotLinked(
  registrations: readonly KeptRegistration[],
  fromFrame: string | null,
  toFrame: string | null,
): string | null {
  const named = registrations.filter(({ facts }) => {
    const frames = new Set([facts.registeredFrameUid, ...facts.frames.map((frame) => frame.frameOfReferenceUid)]);
    return fromFrame !== null && toFrame !== null && frames.has(fromFrame) && frames.has(toFrame);
  });
  return named.flatMap(({ facts }) => facts.frames).find(({ problem }) => problem !== null)?.problem ?? null;
}

/** Of the open case; asked when `isWanted` becomes true. */
export function useRegistrations(caseId: string | null, isWanted: boolean): readonly KeptRegistration[] {
  const { connection } = useAppContext();
  const [found, setFound] = useState<readonly KeptRegistration[]>([]);
  useEffect(() => {
    setFound([]);
    if (caseId === null || !isWanted) return;
    let isOver = false;
    connection.client.exchange.objects({ paths: [], caseId, objectId: null, outputFile: null }).then(
      ({ objects }) => {
        if (isOver) return;
        setFound(
          objects.flatMap(({ objectId, description, registration }) =>
            registration === null || objectId === null
              ? []
              : [{ objectId, label: description || 'Registration', facts: registration }],
          ),
        );
      },
      () => 'without them other frames of reference stay closed',
    );
    return () => {
      isOver = true;
    };
  }, [caseId, isWanted, connection]);
  return found;
}
