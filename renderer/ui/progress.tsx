// How far something is: a bar, a ring, and the words for what is left.

export const ProgressBar = ({ label, fraction }: { readonly label: string; readonly fraction: number }) => {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      className="bar-p"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  );
};

const RING_RADIUS = 5.2;
const RING_LENGTH = 2 * Math.PI * RING_RADIUS;

export const Ring = ({ fraction, color = 'var(--focus)' }: { readonly fraction: number; readonly color?: string }) => (
  <svg className="ring" viewBox="0 0 14 14" aria-hidden="true">
    <circle className="t" cx="7" cy="7" r={RING_RADIUS} />
    <circle
      cx="7"
      cy="7"
      r={RING_RADIUS}
      style={{ stroke: color }}
      strokeDasharray={`${(RING_LENGTH * fraction).toFixed(1)} ${RING_LENGTH.toFixed(1)}`}
    />
  </svg>
);
