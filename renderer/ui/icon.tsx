// An icon of the window's own set; it is silent for screen readers, the control around it carries the name.

import { ICON_SHAPES, type IconName } from './icon-shapes.tsx';

export type { IconName } from './icon-shapes.tsx';

export interface IconProps {
  readonly name: IconName;
  /** s: 14 px, m: 16 px, l: 18 px. */
  readonly size?: 's' | 'm' | 'l';
  readonly className?: string;
}

export const Icon = ({ name, size = 'm', className = '' }: IconProps) => (
  <svg className={`ic ${size === 'm' ? '' : size} ${className}`} viewBox="0 0 16 16" aria-hidden="true">
    {ICON_SHAPES[name]}
  </svg>
);

/** The mark of the program. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 20 20" aria-hidden="true">
    <path
      d="M10 2.2c4.6 0 7.3 2.7 7.3 7.1 0 4.9-3 8.5-7.6 8.5-4.3 0-7-2.9-7-7.2 0-5 3-8.4 7.3-8.4Z"
      fill="none"
      stroke="#8EB3FF"
      strokeWidth="1.6"
    />
    <path
      d="M10.2 6.2c2.4 0 3.6 1.2 3.6 3.3 0 2.6-1.6 4.5-4 4.5-2.2 0-3.5-1.4-3.5-3.7 0-2.5 1.5-4.1 3.9-4.1Z"
      fill="#8EB3FF"
      fillOpacity=".22"
      stroke="#8EB3FF"
      strokeWidth="1.2"
      strokeDasharray="2.2 1.6"
    />
  </svg>
);
