// Line icons of the window, 16 x 16, drawn with the current text colour. Names say what an icon shows, not where it is used.

import type { ReactNode } from 'react';

export const ICON_SHAPES = {
  alert: (
    <>
      <path d="M8 2.7 14 13H2Z" />
      <path d="M8 6.6v3M8 11.3v.1" />
    </>
  ),
  angle: (
    <>
      <path d="M3 13h10.5M3 13 11 3.6M8.2 13a5 5 0 0 0-1.7-4" />
    </>
  ),
  auto: (
    <>
      <path d="M8 2.6c3.4 0 5.4 2 5.4 5s-2.3 5.8-5.6 5.8S2.6 11 2.6 8" />
      <path d="M2.6 5.4V2.6h2.8M2.6 2.6l4 4" />
    </>
  ),
  base: (
    <>
      <path d="M2.5 11.5h11v2h-11ZM4.5 11.5l1-6.5h5l1 6.5" />
    </>
  ),
  bin: (
    <>
      <path d="M3 4.5h10M6.2 4.5v-1.6h3.6v1.6" />
      <path d="M4.3 4.5l.6 8.7h6.2l.6-8.7M6.8 7v4M9.2 7v4" />
    </>
  ),
  bool: (
    <>
      <circle cx="6" cy="8" r="3.9" />
      <circle cx="10" cy="8" r="3.9" />
    </>
  ),
  box: (
    <>
      <path d="M5 2.5H2.5V5M11 2.5h2.5V5M5 13.5H2.5V11M11 13.5h2.5V11" />
      <rect x="5" y="5" width="6" height="6" rx=".6" />
    </>
  ),
  brush: (
    <>
      <path d="M13.5 2.5 8 8M6.3 7.6l2.1 2.1c.3 2.2-1.1 3.8-3.5 3.8-1.1 0-2-.3-2.7-.8 1-.3 1.3-1 1.4-2 .1-1.5 1.2-2.9 2.7-3.1Z" />
    </>
  ),
  check: (
    <>
      <path d="m3.4 8.4 3.1 3.1 6.1-6.6" />
    </>
  ),
  circle: (
    <>
      <circle cx="8" cy="8" r="5.4" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.2 1.4" />
    </>
  ),
  cpu: (
    <>
      <rect x="4.3" y="4.3" width="7.4" height="7.4" rx="1" />
      <path d="M6.3 2v2M9.7 2v2M6.3 12v2M9.7 12v2M2 6.3h2M2 9.7h2M12 6.3h2M12 9.7h2" />
    </>
  ),
  cube: (
    <>
      <path d="m8 2.3 5 2.7v6L8 13.7 3 11V5Z" />
      <path d="m3.2 5.1 4.8 2.7 4.8-2.7M8 7.8v5.7" />
    </>
  ),
  cursor: (
    <>
      <path d="m3.4 2.8 3.9 10 1.5-4 4-1.5Z" />
    </>
  ),
  cut: (
    <>
      <path d="m8 2.3 5 2.7v6L8 13.7 3 11V5Z" />
      <path d="M1.5 10.8 14.5 5.2" strokeDasharray="2 1.5" />
    </>
  ),
  disk: (
    <>
      <ellipse cx="8" cy="4" rx="5" ry="1.7" />
      <path d="M3 4v8c0 .95 2.2 1.7 5 1.7s5-.75 5-1.7V4M3 8c0 .95 2.2 1.7 5 1.7S13 8.95 13 8" />
    </>
  ),
  down: (
    <>
      <path d="m4.5 6.2 3.5 3.6 3.5-3.6" />
    </>
  ),
  ellipse: (
    <>
      <ellipse cx="8" cy="8" rx="5.8" ry="4.2" />
      <path d="M8 8v.1" />
    </>
  ),
  eraser: (
    <>
      <path d="m8.6 3 4.4 4.4-5.4 5.4H5L2.6 10.4a.9.9 0 0 1 0-1.2Z" />
      <path d="m5.7 6 4.3 4.3M7.6 12.8h5.6" />
    </>
  ),
  export: (
    <>
      <path d="M8 9.8V2.6M5.2 5.2 8 2.4l2.8 2.8M3 9.6v2.9c0 .6.5 1 1 1h8c.6 0 1-.4 1-1V9.6" />
    </>
  ),
  eye: (
    <>
      <path d="M1.6 8S3.9 3.9 8 3.9 14.4 8 14.4 8 12.1 12.1 8 12.1 1.6 8 1.6 8Z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  eyeOff: (
    <>
      <path d="M6.2 4.1A6 6 0 0 1 8 3.9c4.1 0 6.4 4.1 6.4 4.1a10 10 0 0 1-1.5 1.9M4 5.1A9.7 9.7 0 0 0 1.6 8S3.9 12.1 8 12.1a6 6 0 0 0 2.9-.75M2.5 2.5l11 11" />
    </>
  ),
  filter: (
    <>
      <path d="M2.5 4.5h11M4.6 8h6.8M6.7 11.5h2.6" />
    </>
  ),
  flag: (
    <>
      <path d="M4 13.8V2.6M4 3.2h8l-1.6 2.9L12 9H4" />
    </>
  ),
  folder: (
    <>
      <path d="M2 4.6c0-.6.5-1.1 1.1-1.1h2.8l1.6 1.7h5.4c.6 0 1.1.5 1.1 1.1v5.1c0 .6-.5 1.1-1.1 1.1H3.1c-.6 0-1.1-.5-1.1-1.1Z" />
    </>
  ),
  gear: (
    <>
      <circle cx="8" cy="8" r="2" />
      <path d="M8 2v1.7M8 12.3V14M2 8h1.7M12.3 8H14M3.8 3.8 5 5M11 11l1.2 1.2M3.8 12.2 5 11M11 5l1.2-1.2" />
    </>
  ),
  half: (
    <>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M8 2.6a5.4 5.4 0 0 1 0 10.8Z" fill="currentColor" stroke="none" />
    </>
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M6.5 6.5A1.55 1.55 0 1 1 8.5 8c-.4.2-.5.5-.5.9M8 11v.1" />
    </>
  ),
  hollow: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <circle cx="8" cy="8" r="3" strokeDasharray="1.7 1.5" />
    </>
  ),
  import: (
    <>
      <path d="M8 2.6v7.2M5.2 7.2 8 10l2.8-2.8M3 10.2v2.3c0 .6.5 1 1 1h8c.6 0 1-.4 1-1v-2.3" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 7.4v3.3M8 5.2v.1" />
    </>
  ),
  fillBetween: (
    <>
      <ellipse cx="8" cy="3.9" rx="4.6" ry="1.5" />
      <ellipse cx="8" cy="8" rx="5.4" ry="1.7" strokeDasharray="1.8 1.6" />
      <ellipse cx="8" cy="12.1" rx="4.6" ry="1.5" />
    </>
  ),
  lay: (
    <>
      <path d="M1.8 13.6h12.4" />
      <path d="M3.6 11.4 5.2 4.2l8 1.9-1.3 5.3z" />
    </>
  ),
  layoutOne: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1" />
    </>
  ),
  layoutOneThree: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1" />
      <path d="M9.3 3v10M9.3 6.3h4.2M9.3 9.7h4.2" />
    </>
  ),
  layoutTwoByTwo: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1" />
      <path d="M8 3v10M2.5 8h11" />
    </>
  ),
  layout3d: (
    <>
      <path d="m8 2.3 5 2.7v6L8 13.7 3 11V5Z" />
      <path d="m3.2 5.1 4.8 2.7 4.8-2.7M8 7.8v5.7" />
    </>
  ),
  lasso: (
    <>
      <path d="M8 3c3.3 0 5.7 1.6 5.7 3.8S11.3 10.6 8 10.6 2.3 9 2.3 6.8 4.7 3 8 3Z" />
      <path d="M4.6 10c-.9.6-.8 1.9.3 1.9 1 0 1.2 1.5-.6 1.9" />
    </>
  ),
  left: (
    <>
      <path d="M9.8 4.5 6.2 8l3.6 3.5" />
    </>
  ),
  lock: (
    <>
      <rect x="3.6" y="7" width="8.8" height="6.2" rx="1.3" />
      <path d="M5.5 7V5.3a2.5 2.5 0 0 1 5 0V7" />
    </>
  ),
  margin: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <circle cx="8" cy="8" r="5.7" strokeDasharray="2 1.8" />
    </>
  ),
  mirror: (
    <>
      <path d="M8 2v12" strokeDasharray="1.8 1.5" />
      <path d="M6 4.5 2.5 11.5H6ZM10 4.5l3.5 7H10Z" />
    </>
  ),
  more: (
    <>
      <circle cx="3.6" cy="8" r=".6" />
      <circle cx="8" cy="8" r=".6" />
      <circle cx="12.4" cy="8" r=".6" />
    </>
  ),
  nudge: (
    <>
      <path d="M2.5 11.5c2.2 0 2.4-3.9 5.5-3.9s3.3 3.9 5.5 3.9" />
      <circle cx="8" cy="12" r="1.8" />
      <path d="M8 5.4V2.6M6.7 3.8 8 2.5l1.3 1.3" />
    </>
  ),
  okc: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m5.4 8.2 1.8 1.8 3.4-3.7" />
    </>
  ),
  pan: (
    <>
      <path d="M8 2v12M2 8h12M6.3 3.7 8 2l1.7 1.7M6.3 12.3 8 14l1.7-1.7M3.7 6.3 2 8l1.7 1.7M12.3 6.3 14 8l-1.7 1.7" />
    </>
  ),
  pencil: (
    <>
      <path d="m3 13 .6-2.7 7.3-7.3 2.1 2.1-7.3 7.3Z" />
    </>
  ),
  pin: (
    <>
      <rect x="2.5" y="3" width="4" height="10" rx=".8" />
      <path d="M6.5 6h4M6.5 10h4M10.5 5.3v1.4M10.5 9.3v1.4" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3.2v9.6M3.2 8h9.6" />
    </>
  ),
  redo: (
    <>
      <path d="m10.2 3.6 2.8 2.8-2.8 2.8" />
      <path d="M12.8 6.4H6.5a3.3 3.3 0 0 0 0 6.6H9" />
    </>
  ),
  right: (
    <>
      <path d="m6.2 4.5 3.6 3.5-3.6 3.5" />
    </>
  ),
  update: (
    <>
      <path d="M13 8a5 5 0 1 1-1.6-3.7" />
      <path d="M13 2.6v2.6h-2.6" />
    </>
  ),
  ruler: (
    <>
      <rect x="1.3" y="5.7" width="13.4" height="4.6" rx=".9" transform="rotate(-45 8 8)" />
      <path d="m5.1 8.2 1.1 1.1M7.2 6.1l1.7 1.7M9.3 4l1.1 1.1" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  smooth: (
    <>
      <path d="M2 10.5h2v-3h2.5V4.8H9" strokeDasharray="1.6 1.3" />
      <path d="M2.5 13c4.5 0 6-9.5 11-9.5" />
    </>
  ),
  stop: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m5.9 5.9 4.2 4.2M10.1 5.9l-4.2 4.2" />
    </>
  ),
  strut: (
    <>
      <circle cx="4" cy="4" r="1.7" />
      <circle cx="12" cy="12" r="1.7" />
      <path d="m5.2 5.2 5.6 5.6" />
    </>
  ),
  surface: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M2.6 6.2c3.3 1.5 7.5 1.5 10.8 0M2.6 9.8c3.3 1.5 7.5 1.5 10.8 0M8 2.4c-3.2 3-3.2 8.2 0 11.2M8 2.4c3.2 3 3.2 8.2 0 11.2" />
    </>
  ),
  target: (
    <>
      <circle cx="8" cy="8" r="3.4" />
      <path d="M8 1.8v3M8 11.2v3M1.8 8h3M11.2 8h3" />
    </>
  ),
  text: (
    <>
      <path d="M3.5 4.8V3.3h9v1.5M8 3.3v9.4M6.3 12.7h3.4" />
    </>
  ),
  thick: (
    <>
      <path d="M2.5 5.5c3-2 8-2 11 0M2.5 12c3-2 8-2 11 0M8 6.4v2.8M6.9 7.3 8 6.2l1.1 1.1M6.9 8.4 8 9.5l1.1-1.1" />
    </>
  ),
  undo: (
    <>
      <path d="M5.8 3.6 3 6.4l2.8 2.8" />
      <path d="M3.2 6.4h6.3a3.3 3.3 0 0 1 0 6.6H7" />
    </>
  ),
  unreviewed: (
    <>
      <circle cx="8" cy="8" r="5.4" strokeDasharray="2.3 1.96" />
    </>
  ),
  windowLevel: (
    <>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M8 2.6v10.8M8 5h4.4M8 8h5.4M8 11h4.4" />
    </>
  ),
  x: (
    <>
      <path d="m4 4 8 8M12 4l-8 8" />
    </>
  ),
  zoom: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.3 3.3M5.2 7h3.6M7 5.2v3.6" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof ICON_SHAPES;
