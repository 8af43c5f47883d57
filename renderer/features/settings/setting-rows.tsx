// The parts that every section of the settings is made of.

import type { ReactNode } from 'react';

export const Section = (props: { readonly title: string; readonly lead?: string; readonly children: ReactNode }) => (
  <section className="set-sec" aria-label={props.title}>
    <h2>{props.title}</h2>
    {props.lead && <p className="dim set-lead">{props.lead}</p>}
    {props.children}
  </section>
);

/** A setting: what it is on the left, its control on the right. */
export const SettingRow = (props: { readonly label: string; readonly hint?: string; readonly children: ReactNode }) => (
  <div className="set-row">
    <div className="grow">
      <span>{props.label}</span>
      {props.hint && <p className="dim2">{props.hint}</p>}
    </div>
    {props.children}
  </div>
);

export const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="set-part">
    <h3>{title}</h3>
    {children}
  </div>
);
