// Through what contours come into another frame of reference.

import './copy-set.css';
import type { KeptRegistration } from './registrations.ts';

/** The matrices that are used, as the object has them: three rows of four, mm. */
export function RegistrationMatrix({ link: { facts } }: { readonly link: KeptRegistration }) {
  return (
    <div className="registration">
      {facts.frames
        .filter(({ frameOfReferenceUid }) => frameOfReferenceUid !== facts.registeredFrameUid)
        .map(({ frameOfReferenceUid, matrixType, toRegistered }) => (
          <figure key={frameOfReferenceUid}>
            <figcaption className="dim2">
              {matrixType === 'RIGID_SCALE' ? 'Rigid with scale' : 'Rigid'}: frame …{frameOfReferenceUid.slice(-12)}{' '}
              into …{facts.registeredFrameUid.slice(-12)}
            </figcaption>
            <table className="num" aria-label="Matrix">
              <tbody>
                {[0, 4, 8].map((row) => (
                  <tr key={row}>
                    {[0, 1, 2, 3].map((column) => (
                      <td key={column}>
                        {(toRegistered?.[row + column] ?? Number.NaN).toFixed(column === 3 ? 1 : 4).replace('-', '−')}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </figure>
        ))}
    </div>
  );
}
