import { Section } from './setting-rows.tsx';

const KEPT = [
  ['Images and structure sets', 'As they came, with the names and dates in them', 'In the library'],
  ['Your contours, reviews and measurements', 'Every step, so that it can be taken back', 'In the library'],
  ['Time spent on a structure', 'Milliseconds by structure, no user name', 'In the library'],
  ['Settings, names, templates and colours', 'What these pages hold', 'In the library'],
  ['Exports', 'With the patient’s identity, in the folder that you choose', 'Where you export to'],
  ['Faults', 'Kind and place of a fault under a number, no patient data', 'In memory until Limner ends'],
] as const;

export const PrivacySection = () => (
  <Section
    title="Privacy"
    lead="Nothing leaves this computer. Limner opens no connection to any other, counts nothing and reports nothing."
  >
    <table className="set-table" aria-label="What is kept where">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">How</th>
          <th scope="col">Where</th>
        </tr>
      </thead>
      <tbody>
        {KEPT.map(([what, how, where]) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{how}</td>
            <td>{where}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <p className="dim">The library is not encrypted by Limner: keep it on an encrypted disk.</p>
  </Section>
);
